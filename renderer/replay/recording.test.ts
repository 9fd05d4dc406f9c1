import { Problem } from "@shared/base/problem";
import { createCastParser } from "@shared/recordings/parse-cast";
import { createOutline } from "@shared/recordings/recording-outline";
import { expect, it } from "vitest";
import { openRecording, type RecordingSource } from "./recording";

const lines = [
  '{"version":3,"term":{"cols":80,"rows":24}}',
  '[0.5, "o", "one\\r\\n"]',
  '[0.25, "m", "mark"]',
  '[1, "o", "zwei: Grüße 🙂\\r\\n"]',
  '[0.5, "r", "100x30"]',
  '[0, "x", "0"]',
].map((line) => `${line}\n`);

function whole() {
  const parser = createCastParser();
  const events = parser.push(lines.join(""));
  const outline = createOutline();
  for (const event of events) outline.add(event);
  return { events, outline: outline.result({ version: 3, cols: 80, rows: 24 }) };
}

/** Serves a recording with one event in each part, after `readings` answers that it is still being read. */
function server(readings = 0): RecordingSource & { readonly asked: number[] } {
  const { events, outline } = whole();
  const asked: number[] = [];
  let left = readings;
  return {
    asked,
    index: async () => {
      if (left-- > 0) return { status: "reading", part: 1 - left / readings };
      const parts = events.map((_event, at) => ({
        ...{ time: events[at - 1]?.time ?? 0, cols: 80, rows: 24, events: at },
        ...{ line: at === 0 ? 0 : at + 1, hasScreen: at > 0 },
      }));
      return { status: "ready", outline, parts };
    },
    part: async (number) => {
      asked.push(number);
      const text = number === 0 ? lines.slice(0, 2).join("") : (lines[number + 1] ?? "");
      return number === 0 ? { text } : { text, screen: `screen ${number}` };
    },
  };
}

const open = (source: RecordingSource) =>
  openRecording(source, () => {}, new AbortController().signal);

it("reads the same events from parts as from the whole", async () => {
  const recording = await open(server());
  expect(recording.timeline.duration).toBe(2.25);
  const parts = await Promise.all(recording.parts.map((_part, number) => recording.part(number)));
  expect(parts.flatMap(({ events }) => events)).toEqual(whole().events);
  expect(parts.map(({ screen }) => screen)).toEqual([
    undefined,
    ..."1234".split("").map((number) => `screen ${number}`),
  ]);
});

it("requests a part once while it is kept, and again after a failure", async () => {
  const source = server();
  const recording = await open(source);
  recording.ahead(2);
  recording.ahead(99);
  await Promise.all([recording.part(2), recording.part(2), recording.part(1)]);
  expect(source.asked).toEqual([2, 1]);
  let broken = true;
  const flaky = await open({
    ...source,
    part: async (number) => {
      if (broken) throw new Problem("changed-outside", "Changed.");
      return source.part(number);
    },
  });
  await expect(flaky.part(0)).rejects.toMatchObject({ code: "changed-outside" });
  broken = false;
  expect((await flaky.part(0)).events).toHaveLength(1);
});

it("reports progress while the recording is read", async () => {
  const heard: number[] = [];
  await openRecording(server(4), (part) => heard.push(part), new AbortController().signal);
  expect(heard).toEqual([0.25, 0.5, 0.75, 1]);
});

it("stops when it is aborted", async () => {
  const life = new AbortController();
  const reading = openRecording(server(1000), () => life.abort(), life.signal);
  await expect(reading).rejects.toThrow("aborted");
});

it("reports a damaged recording", async () => {
  const damaged = async () => {
    throw new Problem("recording-damaged", "Line 3 of the recording is not valid JSON.");
  };
  await expect(open({ ...server(), index: damaged })).rejects.toThrow("Line 3");
});

it("plays the valid lines of a part that has invalid ones", async () => {
  const text = '{}\n[1,"o","a"]\n[1';
  const recording = await open({ ...server(), part: async () => ({ text }) });
  expect((await recording.part(3)).events).toMatchObject([{ code: "o", data: "a" }]);
});
