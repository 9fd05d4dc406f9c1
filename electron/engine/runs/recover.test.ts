import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decide } from "@shared/runs/decide";
import type { RunEvent } from "@shared/runs/event";
import type { Run } from "@shared/runs/projection";
import { createdEvent, runOf } from "@shared/runs/run.fixture";
import { afterEach, beforeEach, expect, test } from "vitest";
import { processStartToken } from "../../system/process-tree";
import { hasOwner, leftRecording } from "./recover";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-recover-"));
});
afterEach(() => rm(folder, { recursive: true }));

const header = '{"version":3,"term":{"cols":80,"rows":24}}\n';

const runWith = (owner: { pid: number; started: string }, ...more: RunEvent[]) =>
  runOf(createdEvent({ owner: { pid: owner.pid, started: owner.started, seconds: 0 } }), ...more);
const started = (pid: number, token: string): RunEvent => ({
  type: "session-started",
  owner: { pid: pid, started: token, seconds: 0 },
  pid,
  cols: 80,
  rows: 24,
});
const here = { pid: process.pid, started: processStartToken(process.pid) ?? "" };

test("a run belongs to the process that writes it, and not to a later process with the same id", () => {
  expect(hasOwner(runWith(here))).toBe(true);
  expect(hasOwner(runWith({ ...here, started: "another" }))).toBe(false);
  expect(hasOwner(runWith(here, started(process.pid, "another")))).toBe(false);
  expect(hasOwner(runWith({ pid: 1, started: "x" }, started(here.pid, here.started)))).toBe(true);
});

test("a torn recording is cut after its last complete line, and sealed with that length", async () => {
  const whole = `${header}[0.5, "o", "a"]\n[1.25, "o", "b"]\n`;
  const cast = join(folder, "session.cast");
  await writeFile(cast, `${whole}[0.1, "o", "half of a li`);
  const run = runWith(here, started(1, "x"));
  expect(await leftRecording(run, folder)).toEqual({
    bytes: Buffer.byteLength(whole),
    digest: createHash("sha256").update(whole).digest("hex"),
    duration: 1.75,
    cut: 24,
  });
  expect(await readFile(cast, "utf8")).toBe(whole);
});

test("a run without a recording counts as not started", async () => {
  const end = async (run: Run) =>
    decide(run, { type: "interrupt", recording: await leftRecording(run, folder) });
  expect(await end(runWith(here))).toMatchObject({ type: "start-failed" });
  expect(await end(runWith(here, started(1, "x")))).toMatchObject({
    type: "start-failed",
    reason: "The run has no recording.",
  });
});
