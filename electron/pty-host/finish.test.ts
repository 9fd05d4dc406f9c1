import type { RunEvent } from "@shared/runs/event";
import { project } from "@shared/runs/projection";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createFolders, eventOf, readRun, startTestHost, type TestHost } from "./host.fixture";

let folders: Awaited<ReturnType<typeof createFolders>>;
let test: TestHost;

beforeAll(async () => {
  folders = await createFolders();
});
afterAll(() => folders.remove());
beforeEach(() => {
  test = startTestHost();
});
afterEach(() => test.host.close());

const agent = (onInterrupt: string, before = "") => ({
  file: process.execPath,
  args: [
    "-e",
    `${before}
     process.stdin.setRawMode(true);
     let last = 0;
     process.stdin.on("data", (data) => { if (data.includes(3)) { ${onInterrupt} } });
     process.stdout.write("\\u001b]7501;state=working\\u0007\\u001b]7501;state=done\\u0007");`,
  ],
  label: "agent",
});
/** Like real agents: a second Ctrl-C soon after the first ends the program, with a failing exit code. */
const twice = agent("if (Date.now() - last < 1000) process.exit(130); last = Date.now();");
const deaf = agent("");
const validation = { file: "sh", args: ["-c", "echo checked"], label: "check" };

async function finished(program: typeof twice, more = {}) {
  const session = await folders.session("", { agent: program, ...more });
  test.post({ type: "open", session });
  await test.messages.find(
    (message) => message.type === "event" && message.logged.event.type === "waiting",
  );
  test.post({ type: "finish", run: session.run });
  test.post({ type: "finish", run: session.run });
  await test.closed(session.run);
  const run = await readRun(session.folder);
  return { ...run, run: project(run.events) };
}

it("ends an agent by its own keys, and validates its work", async () => {
  const { types, events, output, run } = await finished(twice, { validations: [validation] });
  expect(types).toEqual([
    "run-created",
    "session-started",
    "waiting",
    "finish-asked",
    "agent-ended",
    "snapshot-taken",
    "validation-started",
    "validation-ended",
    "session-ended",
  ]);
  expect(eventOf(events, "agent-ended").end).toEqual({ by: "exit", code: 130 });
  expect(output).toContain("── Validation passed ──");
  expect(run?.state).toMatchObject({ how: "finished", finishAsked: true });
});

it("does not interrupt an agent that is ending", async () => {
  const takesText = 'process.stdout.write("\\u001b[?2004h");';
  const endsSlowly = `
    process.stdout.write("\\u001b[?2004l");
    process.stdin.removeAllListeners("data").on("data", () => process.exit(7));
    setTimeout(() => process.exit(0), 1500);
  `;
  const { types, events } = await finished(agent(endsSlowly, takesText));
  expect(eventOf(events, "agent-ended").end).toEqual({ by: "exit", code: 0 });
  // The finish itself ends the wait, without an event.
  expect(types).not.toContain("waiting-ended");
});

it("ends an agent that ignores its keys, and reports how it ended", async () => {
  const { types, events, run } = await finished(deaf);
  expect(types.filter((type: RunEvent["type"]) => type === "finish-asked")).toHaveLength(1);
  expect(eventOf(events, "agent-ended").end.by).toBe("signal");
  expect(eventOf(events, "session-ended").how).toBe("finished");
  expect(run?.state).toMatchObject({ finishAsked: true });
});

it("does not affect a validation or a session that is over", async () => {
  const session = await folders.session("true", {
    validations: [{ file: "sh", args: ["-c", "read -r line; echo read $line"], label: "check" }],
  });
  test.post({ type: "open", session });
  await test.messages.find(
    (message) => message.type === "event" && message.logged.event.type === "validation-started",
  );
  test.post({ type: "finish", run: session.run });
  test.post({ type: "stop", run: session.run, how: "stopped" });
  await test.closed(session.run);
  test.post({ type: "finish", run: session.run });
  const { types } = await readRun(session.folder);
  expect(types).not.toContain("finish-asked");
});
