// Runs that an app of format 1 recorded, read by this version.
import { cp, mkdir, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createCastParser } from "@shared/recordings/parse-cast";
import { redactionRules } from "@shared/recordings/redact";
import { decide } from "@shared/runs/decide";
import { project } from "@shared/runs/projection";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openEventLog, readBeginning, readEvents } from "../../run-folder/event-log";
import { completeManifest, readManifest } from "../../run-folder/manifest-file";
import { readVouched } from "../runs/journal";
import { hasOwner, leftRecording } from "../runs/recover";
import { redactCopy } from "./sharing/redact-copy";
import { verifyRunFolder } from "./verify-run";

const kept = resolve("shared/runs/fixtures/format-1");
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-format-"));
});
afterEach(() => rm(folder, { recursive: true }));

const runAt = async (path: string) => {
  const run = project((await readEvents(path)).events);
  if (run === undefined) throw new Error("These events do not begin a run.");
  return run;
};
const copyOf = async (name: string): Promise<string> => {
  const path = join(folder, name);
  await cp(join(kept, name), path, { recursive: true });
  return path;
};
const vouchedOf = async (name: string) => {
  const path = join(kept, name, "journal.jsonl");
  return (await stat(path).catch(() => undefined)) ? readVouched(path) : undefined;
};

it.each([
  ["approved", { phase: "approved", branch: "main", validation: { result: "passed" } }],
  ["sent-back", { phase: "sent-back", note: "Say more in the notes." }],
  ["copy", { phase: "sent-back" }],
  ["discarded", { phase: "discarded", agentEnd: { by: "exit", code: 3 } }],
  ["interrupted", { phase: "review", how: "interrupted" }],
])(
  "the run that was %s is read, verified with the app's journal, and played",
  async (name, state) => {
    const path = join(kept, name);
    const run = await runAt(path);
    expect(run.state).toMatchObject(state);
    expect(run.created).toMatchObject({ format: 1, owner: { seconds: 0 } });
    const { ok, checks } = await verifyRunFolder(path, await vouchedOf(name));
    expect(checks.filter((check) => !check.ok)).toEqual([]);
    expect(ok).toBe(true);
    const parser = createCastParser();
    const text = await readFile(join(path, "session.cast"), "utf8");
    expect(parser.push(text).length).toBeGreaterThan(3);
  },
);

it("the validation of format 1 is the first of a list", async () => {
  const run = await runAt(join(kept, "approved"));
  const command = "test -s src/round.txt && echo rounded";
  expect(run.created.validations).toEqual([{ command }]);
  expect(run.session.validations).toEqual([{ command, result: "passed" }]);
});

it("the damaged run is refused with its line number, and its first event is still read", async () => {
  const path = join(kept, "damaged");
  await expect(readEvents(path)).rejects.toMatchObject({
    code: "recording-damaged",
    message: expect.stringMatching(/^Line 6 of the run's events was changed/),
  });
  expect((await verifyRunFolder(path)).ok).toBe(false);
  expect(await readBeginning(path)).toMatchObject({ task: { id: "T004" } });
});

it("a run whose app died is finished in its own format", async () => {
  const path = await copyOf("left");
  const run = await runAt(path);
  expect(run.state.phase).toBe("running");
  expect(hasOwner(run)).toBe(false);
  const log = await openEventLog(path);
  await log.append(decide(run, { type: "interrupt", recording: await leftRecording(run, path) }));
  await log.close();
  await completeManifest(path);
  expect(await readManifest(path)).toMatchObject({ is: "read", manifest: { version: 1 } });
  expect((await verifyRunFolder(path)).checks.filter(({ ok }) => !ok)).toEqual([]);
  const written = (await readFile(join(path, "events.jsonl"), "utf8")).trimEnd().split("\n").at(-1);
  const before = (await readFile(join(kept, "interrupted", "events.jsonl"), "utf8")).split("\n");
  const fields = (line = "{}") => Object.keys(JSON.parse(line).event);
  expect(fields(written)).toEqual(fields(before.find((line) => line.includes("session-ended"))));
});

it("events that format 1 does not have are not written into a run of format 1", async () => {
  const run = await runAt(join(kept, "interrupted"));
  expect(() => decide(run, { type: "ask-gate", gate: "security", shown: "c" })).toThrow(
    /earlier version of the app/,
  );
});

it("a copy for others has the current format, verifies, and names no machine", async () => {
  const into = join(folder, "copy");
  await mkdir(into);
  await redactCopy(join(kept, "approved"), into, {
    rules: redactionRules([], []),
    by: "Test Person <test@example.org>",
    signal: new AbortController().signal,
    progress: () => undefined,
  });
  const run = await runAt(into);
  expect(run.created).toMatchObject({ format: 2, worktree: "" });
  expect(await readManifest(into)).toMatchObject({ is: "read", manifest: { version: 2 } });
  expect((await verifyRunFolder(into)).checks.filter(({ ok }) => !ok)).toEqual([]);
});
