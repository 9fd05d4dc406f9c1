import { describe, expect, it } from "vitest";
import type { RunEvent } from "../runs/event";
import { createdEvent, logOf } from "../runs/run.fixture";
import { createCastTally, differences, firstDifference, manifestOf } from "./manifest";

const cast = {
  bytes: 10,
  digest: "cast",
  sizes: [{ time: 0, cols: 80, rows: 24 }],
  moreSizes: 0,
  inputEvents: 0,
  beginnings: { every: 65_536, digests: [] },
};
const facts = { lines: 3, bytes: 99, digest: "events" };
const started: RunEvent = {
  type: "session-started",
  owner: { pid: 1, started: "", seconds: 0 },
  pid: 2,
  cols: 80,
  rows: 24,
};
const created = createdEvent();
const recorder = { app: "1.2.3", format: 2 };
const ended: RunEvent = {
  type: "session-ended",
  how: "finished",
  digest: "cast",
  bytes: 10,
  duration: 2.5,
};

describe("a manifest", () => {
  it("is derived from the recording and the events", () => {
    const manifest = manifestOf(logOf(created, { ...started, recorder }, ended), cast, facts);
    expect(manifest).toEqual({
      format: "specwright-run",
      version: 2,
      app: "1.2.3",
      run: "r1",
      agent: { kind: "built-in" },
      model: "scripted model",
      recording: {
        bytes: 10,
        digest: "cast",
        duration: 2.5,
        sizes: cast.sizes,
        moreSizes: 0,
        beginnings: cast.beginnings,
      },
      input: { recorded: false, events: 0 },
      events: facts,
    });
  });

  it("states whether input was recorded, and the number of its events", () => {
    const run = logOf({ ...created, recordsInput: true }, { ...started, recorder }, ended);
    const { input } = manifestOf(run, { ...cast, inputEvents: 3 }, facts) ?? {};
    expect(input).toEqual({ recorded: true, events: 3 });
  });

  it("is made only for a run that ended and is not older than manifests", () => {
    const run = { ...started, recorder };
    expect(manifestOf(logOf(created, run), cast, facts)).toBeUndefined();
    expect(manifestOf(logOf(created, started, ended), cast, facts)).toBeUndefined();
  });

  it("differs from its run in named fields", () => {
    const found = manifestOf(logOf(created, { ...started, recorder }, ended), cast, facts);
    if (!found) throw new Error("no manifest");
    expect(differences(found, found)).toEqual([]);
    const said = {
      ...found,
      model: "another",
      recording: { ...found.recording, sizes: [] },
      redaction: { applied: true, counts: {} },
    };
    expect(differences(said, found)).toEqual(["model", "recording.sizes", "redaction"]);
  });
});

describe("the tally of a recording", () => {
  it("gives the same facts for writing and for reading, to the microsecond", () => {
    const tally = createCastTally({ cols: 80, rows: 24 });
    tally.add({ time: 0.1234567, code: "r", cols: 90, rows: 30 });
    tally.add({ time: 0.1, code: "i", data: "x" });
    tally.add({ time: 0.1, code: "r", cols: 91, rows: 30 });
    expect(tally.facts).toEqual({
      sizes: [
        { time: 0, cols: 80, rows: 24 },
        { time: 0.123457, cols: 90, rows: 30 },
        { time: 0.123457, cols: 91, rows: 30 },
      ],
      moreSizes: 0,
      inputEvents: 1,
    });
  });

  it("keeps a bounded number of sizes, and counts the others", () => {
    const tally = createCastTally({ cols: 80, rows: 24 });
    for (let i = 0; i < 1000; i++) tally.add({ time: i, code: "r", cols: i + 2, rows: 24 });
    expect(tally.facts.sizes).toHaveLength(500);
    expect(tally.facts.moreSizes).toBe(501);
  });
});

describe("the first difference between a recording and the recorded bytes", () => {
  it("is between two digests of its beginnings", () => {
    const recorded = { every: 10, digests: ["a", "b", "c"] };
    const found = (...digests: string[]) => ({ every: 10, digests });
    expect(firstDifference(recorded, found("a", "x", "y"))).toEqual({ from: 10, to: 20 });
    expect(firstDifference(recorded, found("x", "x", "y"))).toEqual({ from: 0, to: 10 });
    expect(firstDifference(recorded, found("a", "b", "c"))).toEqual({ from: 30 });
    expect(firstDifference(recorded, found("a"))).toEqual({ from: 10 });
  });

  it("is also found when the steps differ", () => {
    const recorded = { every: 20, digests: ["b", "d"] };
    const found = { every: 10, digests: ["a", "b", "c", "x", "y"] };
    expect(firstDifference(recorded, found)).toEqual({ from: 20, to: 40 });
  });
});
