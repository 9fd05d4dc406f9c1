import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { longestText, type Report, type ToolCalled } from "@shared/runs/reported";
import { afterAll, beforeAll, expect, it } from "vitest";
import { verifyRunFolder } from "../engine/recordings/verify-run";
import { reportFileName } from "../run-folder/report-file";
import { mostReports } from "./agent-reports";
import { createFolders, readRun, startTestHost, type TestHost } from "./host.fixture";

let folders: Awaited<ReturnType<typeof createFolders>>;
let test: TestHost;
beforeAll(async () => {
  folders = await createFolders();
  test = startTestHost();
});
afterAll(async () => {
  await test.host.close();
  await folders.remove();
});

const tool: ToolCalled = {
  type: "tool-called",
  by: "agent",
  tool: "run_command",
  command: "npm test",
  seconds: 1.5,
  outcome: "ok",
};
const line = (report: Report | object, at = Date.now()) => JSON.stringify({ at, report });
const waits: Report = { type: "waiting", by: "agent", text: "Which?" };

/** A session whose agent appends the lines to its report file, then runs the shell command `after`. */
async function session(lines: readonly string[], after = "true", env = {}) {
  const spec = await folders.session("", { reports: true });
  const command = `printf '%s\\n' "$LINES_OF_REPORT" >> '${join(spec.folder, reportFileName)}'; ${after}`;
  return {
    ...spec,
    env: { ...spec.env, ...env, LINES_OF_REPORT: lines.join("\n") },
    agent: { file: "sh", args: ["-c", command], label: "the agent" },
  };
}

it("writes an agent's reports as events and marks at once, and ignores other lines", async () => {
  const secret = "a value that is secret";
  const spec = await session(
    [
      line({ ...tool, command: `curl ${secret}` }),
      line({ type: "tokens", input: 3, output: 1, cacheRead: 0, cacheWritten: 2 }),
      line({ type: "tokens", input: 4, output: 1, cacheRead: 5, cacheWritten: 0 }),
      "no JSON",
      line({ type: "approved", shown: "x", commit: "x", branch: "main", by: "me" }),
      line({ ...tool, command: "x".repeat(longestText + 1) }),
      "x".repeat(50_000),
      line({ type: "waiting-ended", by: "agent", how: "answered" }),
      line(waits),
      line(waits),
    ],
    // The reports are read while the agent still runs.
    "read -r answer",
    { MY_TOKEN: secret },
  );
  test.post({ type: "open", session: spec });
  const waiting = await test.messages.find(
    (message) =>
      message.type === "event" &&
      message.run === spec.run &&
      message.logged.event.type === "waiting",
  );
  expect(waiting).toBeDefined();
  test.post({ type: "stop", run: spec.run, how: "stopped" });
  await test.closed(spec.run);

  const { events, types, cast } = await readRun(spec.folder);
  expect(types).toEqual([
    "run-created",
    "session-started",
    "tool-called",
    "waiting",
    "agent-reported",
    "agent-ended",
    "session-ended",
  ]);
  expect(events[2]).toMatchObject({
    time: expect.any(Number),
    event: { command: `curl ${"*".repeat(secret.length)}` },
  });
  expect(events[4]?.event).toEqual({
    type: "agent-reported",
    by: "agent",
    calls: 1,
    tokens: { input: 7, output: 2, cacheRead: 5, cacheWritten: 2 },
  });
  const labels = cast.flatMap((event) => (event.code === "m" ? event.label : []));
  expect(labels).toContain("waiting: Waits for an answer: Which?");
  expect(labels.join("\n")).toContain("tool call: Ran curl ****");
  expect(await readdir(spec.folder)).not.toContain(reportFileName);
  expect(await readFile(join(spec.folder, "events.jsonl"), "utf8")).not.toContain(secret);
  expect(await verifyRunFolder(spec.folder)).toMatchObject({ ok: true });
});

it("counts the reports that exceed the log's limits", async () => {
  const spec = await session(
    Array.from({ length: 500 }, (_, index) => line(tool, 1000 * Math.floor(index / 250))),
  );
  test.post({ type: "open", session: spec });
  await test.closed(spec.run);
  const { types, events } = await readRun(spec.folder);
  expect(types.filter((type) => type === "tool-called")).toHaveLength(2 * mostReports.second);
  expect(events.map(({ event }) => event)).toContainEqual({
    type: "agent-reported",
    by: "agent",
    calls: 500,
  });
  const times = events.flatMap(({ time }) => time ?? []);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});

it("ignores reports on the terminal, and works with agents that report nothing", async () => {
  const spec = await folders.session(`printf '%s\\n' '${line(tool)}'`);
  test.post({ type: "open", session: spec });
  await test.closed(spec.run);
  const { types } = await readRun(spec.folder);
  expect(types).toEqual(["run-created", "session-started", "agent-ended", "session-ended"]);
});

it("reports a bell followed by silence as a wait, until a person types", async () => {
  const spec = await folders.session(
    "printf '\\033]777;notify;Agent;Shall I go on?\\007'; read -r answer; echo on",
  );
  test.post({ type: "open", session: spec });
  const heard = (type: string) =>
    test.messages.find(
      (message) =>
        message.type === "event" && message.run === spec.run && message.logged.event.type === type,
    );
  await heard("waiting");
  const sent: unknown[] = [];
  let toHost: (message: unknown) => void = () => undefined;
  test.post({ type: "attach", run: spec.run, channel: 1 }, [
    {
      post: (message) => sent.push(message),
      onMessage: (listener) => {
        toHost = listener;
      },
      onClose: () => undefined,
      close: () => undefined,
    },
  ]);
  toHost({ type: "input", data: "yes\r" });
  await test.closed(spec.run);
  const { events } = await readRun(spec.folder);
  expect(events.map(({ event }) => event)).toMatchObject([
    { type: "run-created" },
    { type: "session-started" },
    { type: "waiting", by: "terminal", text: "Agent: Shall I go on?" },
    { type: "waiting-ended", by: "terminal", how: "answered" },
    { type: "agent-ended" },
    { type: "session-ended" },
  ]);
});
