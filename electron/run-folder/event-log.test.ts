import { appendFile, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createdEvent } from "@shared/runs/run.fixture";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { eventLogName, openEventLog, readEvents } from "./event-log";
import { seal } from "./sealed-line";

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "event-log-test-"));
  path = join(folder, "events.jsonl");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function writeThree() {
  const log = await openEventLog(folder);
  await Promise.all([
    log.append(createdEvent()),
    log.append({ type: "agent-ended", end: { by: "exit", code: 0 } }, 1.5),
    log.append({ type: "start-failed", reason: "é 漢" }),
  ]);
  await log.close();
}

it("an append that fails in the middle of its line does not change the log", async () => {
  await writeThree();
  const log = await openEventLog(folder);
  const file = await open(path, "a");
  const full = vi
    .spyOn(Object.getPrototypeOf(file), "appendFile")
    .mockImplementationOnce(async () => {
      await file.write('{"seq":3,"at":"2');
      throw new Error("no space left");
    });
  await expect(log.append({ type: "start-failed", reason: "x" })).rejects.toThrow(/free space/);
  full.mockRestore();
  await file.close();
  await log.append({ type: "start-failed", reason: "there is room again" });
  await log.close();
  expect((await readEvents(folder)).events).toHaveLength(4);
});

it("keeps the appended events, in order, across openings", async () => {
  await writeThree();
  const log = await openEventLog(folder);
  expect(log.events.map(({ event }) => event.type)).toEqual([
    "run-created",
    "agent-ended",
    "start-failed",
  ]);
  const fourth = await log.append({ type: "start-failed", reason: "again" });
  await log.close();
  const { events, torn } = await readEvents(folder);
  expect(events).toHaveLength(4);
  expect(events[3]).toEqual(fourth);
  expect(events[1]).toMatchObject({ seq: 1, time: 1.5, prev: events[0]?.hash });
  expect(torn).toBe(0);
});

it("cuts a torn tail when it opens, and only reports it when it reads", async () => {
  await writeThree();
  const whole = await readFile(path);
  await appendFile(path, '{"seq":3,"at":"20');
  expect(await readEvents(folder)).toMatchObject({ torn: 17, events: { length: 3 } });
  const log = await openEventLog(folder);
  expect(log.cut).toBe(17);
  await log.close();
  expect(await readFile(path)).toEqual(whole);
});

it("finds every change of a single byte", async () => {
  await writeThree();
  const whole = await readFile(path);
  for (let at = 0; at < whole.length; at++) {
    for (const flip of [0x01, 0x20]) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ flip;
      await writeFile(path, changed);
      const found = await readEvents(folder).then(
        ({ torn }) => torn > 0,
        () => true,
      );
      if (!found) throw new Error(`byte ${at} changed by ${flip} went unnoticed`);
    }
  }
});

it("finds a removed, doubled or moved line", async () => {
  await writeThree();
  const [first, second, third] = (await readFile(path, "utf8")).trimEnd().split("\n");
  for (const lines of [
    [first, third],
    [first, second, second, third],
    [first, third, second],
    [second, third],
  ]) {
    await writeFile(path, `${lines.join("\n")}\n`);
    await expect(readEvents(folder)).rejects.toMatchObject({ code: "recording-damaged" });
    await expect(openEventLog(folder)).rejects.toMatchObject({ code: "recording-damaged" });
  }
});

it("does not write an event that could not be read again", async () => {
  const log = await openEventLog(folder);
  await expect(
    log.append({ type: "agent-ended", end: { by: "exit", code: 0.5 } }),
  ).rejects.toThrow();
  await log.append(createdEvent());
  await log.close();
  expect((await readEvents(folder)).events).toHaveLength(1);
});

it("reports a folder without events", async () => {
  await expect(readEvents(join(folder, "none"))).rejects.toMatchObject({ code: "file-missing" });
});

it("reports a log of a later format, for any type of its first event, and writes nothing", async () => {
  const first = {
    seq: 0,
    at: "2027-01-01T00:00:00.000Z",
    event: { type: "any", format: 3 },
    prev: "",
  };
  const text = `${seal(first).line}\n`;
  await writeFile(join(folder, eventLogName), text);
  const refused = {
    code: "recording-newer",
    message:
      "This run is of format 3, and this version of the app reads formats up to 2. Update the app.",
  };
  await expect(readEvents(folder)).rejects.toMatchObject(refused);
  await expect(openEventLog(folder)).rejects.toMatchObject(refused);
  expect(await readFile(join(folder, eventLogName), "utf8")).toBe(text);
});

it("writes the current format, in a first event that a reader of format 1 does not know", async () => {
  await writeThree();
  const [line = ""] = (await readFile(path, "utf8")).split("\n");
  // A reader of format 1 skips unknown events. Without a `created` event it finds no run that it could misread.
  expect(JSON.parse(line).event).toMatchObject({ type: "run-created", format: 2 });
});
