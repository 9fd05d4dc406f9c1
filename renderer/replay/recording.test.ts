import fc from "fast-check";
import { expect, it } from "vitest";
import { loadRecording } from "./recording";

const cast = [
  '{"version":3,"term":{"cols":80,"rows":24}}',
  '[0.5, "o", "one\\r\\n"]',
  '[0.25, "m", "mark"]',
  '[1, "o", "zwei: Grüße 🙂\\r\\n"]',
  '[0.5, "r", "100x30"]',
  '[0, "x", "0"]',
  "",
].join("\n");

/** Serves a text in pieces of at most so many characters; offsets count UTF-8 bytes. */
function server(text: string, piece: number) {
  const bytes = new TextEncoder().encode(text);
  return async (offset: number) => {
    const rest = new TextDecoder().decode(bytes.slice(offset));
    const part = [...rest].slice(0, piece).join("");
    return {
      text: part,
      next: offset + new TextEncoder().encode(part).length,
      size: bytes.length,
    };
  };
}

it("reads the same recording however it is cut into pieces", async () => {
  const whole = await loadRecording(server(cast, 10_000), () => {}, new AbortController().signal);
  expect(whole.duration).toBe(2.25);
  expect(whole.events).toHaveLength(5);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 60 }), async (piece) => {
      const parts: number[] = [];
      const timeline = await loadRecording(
        server(cast, piece),
        (part) => parts.push(part),
        new AbortController().signal,
      );
      expect(timeline.events).toEqual(whole.events);
      expect(parts).toEqual([...parts].sort((a, b) => a - b));
      expect(parts.every((part) => part >= 0 && part <= 1)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

it("stops when it is told to", async () => {
  const life = new AbortController();
  const reading = loadRecording(server(cast, 10), () => life.abort(), life.signal);
  await expect(reading).rejects.toThrow("aborted");
});

it("says that a damaged recording is damaged, and does not read for ever", async () => {
  const { signal } = new AbortController();
  const read = (text: string) => loadRecording(server(text, 1000), () => {}, signal);
  await expect(read("")).rejects.toMatchObject({ code: "recording-damaged" });
  await expect(read(`${cast}[1, "o"\n`)).rejects.toMatchObject({ code: "recording-damaged" });
  const stuck = async () => ({ text: "", next: 0, size: 10 });
  await expect(loadRecording(stuck, () => {}, signal)).rejects.toMatchObject({
    code: "recording-damaged",
  });
});
