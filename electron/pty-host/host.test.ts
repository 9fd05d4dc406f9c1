import { createHash } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { aRun } from "@shared/base/testing";
import { project } from "@shared/runs/projection";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { verifyRunFolder } from "../engine/recordings/verify-run";
import { processesOf } from "../system/process-tree";
import {
  createFolders,
  eventOf,
  openTestWindow,
  readRun,
  startTestHost,
  type TestHost,
} from "./host.fixture";

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

/** Waits until a recording of more than a megabyte no longer grows. @returns its size */
async function untilPaused(folder: string): Promise<number> {
  let before = -1;
  await expect
    .poll(
      async () => {
        const { size } = await stat(join(folder, "session.cast"));
        const same = size > 1_000_000 && size === before;
        before = size;
        return same;
      },
      { interval: 200, timeout: 60_000 },
    )
    .toBe(true);
  return before;
}

async function runToEnd(command: string, more = {}) {
  const session = await folders.session(command, more);
  test.post({ type: "open", session });
  const message = await test.closed(session.run);
  expect(message).toEqual({ type: "closed", run: session.run });
  return { session, ...(await readRun(session.folder)) };
}

describe("a session", () => {
  it("records the agent and its validation, and seals the recording", async () => {
    const validation = { file: "sh", args: ["-c", "echo checked; exit 3"], label: "make check" };
    const { session, header, cast, output, events, types } = await runToEnd("echo worked", {
      validations: [validation],
    });
    expect(header).toMatchObject({ version: 3, cols: 80, rows: 24, title: "a test" });
    expect(types).toEqual([
      "run-created",
      "session-started",
      "agent-ended",
      "snapshot-taken",
      "validation-started",
      "validation-ended",
      "session-ended",
    ]);
    expect(output).toMatch(/A banner line.*worked\r\n.*── Validation: make check ──.*checked/s);
    expect(output).toContain("── Validation failed: exit code 3 ──");
    expect(eventOf(events, "agent-ended").end).toEqual({ by: "exit", code: 0 });
    expect(eventOf(events, "validation-ended").end).toEqual({ by: "exit", code: 3 });
    expect(cast.flatMap((event) => (event.code === "m" ? [event.label] : []))).toEqual([
      "task started: a test",
      "agent started: echo worked",
      "agent ended: exit code 0",
      "files kept as 0000000",
      "validation started: make check",
      "validation ended: exit code 3",
      "session ended: finished",
    ]);
    expect(cast.at(-1)).toMatchObject({ code: "x", status: 3 });
    const bytes = await readFile(join(session.folder, "session.cast"));
    expect(eventOf(events, "session-ended")).toMatchObject({
      how: "finished",
      digest: createHash("sha256").update(bytes).digest("hex"),
      bytes: bytes.length,
    });
    expect(await verifyRunFolder(session.folder)).toMatchObject({ ok: true });
    expect(test.messages.all.flatMap((m) => (m.type === "event" ? [m.logged] : []))).toEqual(
      events.slice(1),
    );
  });

  const shell = (text: string) => ({ file: "sh", args: ["-c", text], label: text });

  it("runs the set-up before the agent starts", async () => {
    const more = { setUp: shell("echo made ready"), validations: [shell("true")] };
    const { session, types, output, cast } = await runToEnd("echo worked", more);
    expect(types.slice(0, 5)).toEqual([
      "run-created",
      "session-started",
      "set-up-started",
      "set-up-ended",
      "agent-ended",
    ]);
    expect(types).toContain("validation-ended");
    expect(output).toMatch(/── Set-up: echo made ready ──.*made ready\r\n.*worked\r\n/s);
    const marks = cast.flatMap((event) => (event.code === "m" ? [event.label] : []));
    expect(marks.indexOf("agent started: echo worked")).toBeGreaterThan(
      marks.indexOf("set-up ended: exit code 0"),
    );
    expect(await verifyRunFolder(session.folder)).toMatchObject({ ok: true });
  });

  it("starts neither agent nor validation when the set-up fails, and reports that", async () => {
    const more = { setUp: shell("echo no network; exit 4"), validations: [shell("echo checked")] };
    const { types, output, cast, events } = await runToEnd("echo worked", more);
    expect(types).toEqual([
      "run-created",
      "session-started",
      "set-up-started",
      "set-up-ended",
      "session-ended",
    ]);
    expect(output).toContain("── Set-up failed: exit code 4. The agent was not started ──");
    expect(output).not.toMatch(/worked\r\n|checked\r\n/);
    expect(cast.at(-1)).toMatchObject({ code: "x", status: 4 });
    expect(project(events)?.session).toMatchObject({ setUpFailed: { by: "exit", code: 4 } });
  });

  it("can be stopped during the set-up", async () => {
    const session = await folders.session("echo worked", {
      setUp: shell("echo begun; sleep 1000"),
    });
    test.post({ type: "open", session });
    await test.messages.find((m) => m.type === "event" && m.logged.event.type === "set-up-started");
    test.post({ type: "finish", run: session.run });
    test.post({ type: "stop", run: session.run, how: "stopped" });
    await test.closed(session.run);
    const { events, types } = await readRun(session.folder);
    expect(types).not.toContain("agent-ended");
    expect(types).not.toContain("set-up-ended");
    expect(eventOf(events, "session-ended").how).toBe("stopped");
  });

  it.each(["KILL", "INT"])("does not count a program that SIG%s ended as passed", async (name) => {
    const program = (label: string) => ({ file: "sh", args: ["-c", `kill -${name} $$`], label });
    const end = { by: "signal", signal: `SIG${name}` };
    const first = await runToEnd("", {
      agent: program("agent"),
      validations: [program("check")],
    });
    expect(first.types).not.toContain("validation-started");
    expect(eventOf(first.events, "agent-ended").end).toEqual(end);
    const second = await runToEnd("true", { validations: [program("check")] });
    expect(eventOf(second.events, "validation-ended").end).toEqual(end);
    expect(second.output).toContain(`── Validation failed: signal SIG${name} ──`);
    expect(project(second.events)?.session.validations[0]).toMatchObject({
      result: "failed",
      end,
    });
    expect(second.cast.at(-1)).toMatchObject({ code: "x", status: name === "KILL" ? 137 : 130 });
  });

  it("writes noted events at their time, and none after the end", async () => {
    const session = await folders.session("read go; echo went");
    const checkpoint = (seq: number) => ({
      type: "checkpoint" as const,
      seq,
      commit: "c".repeat(40),
      tree: "d".repeat(40),
      files: [{ path: `a${seq}.ts`, status: "added" as const }],
      more: 2,
    });
    const note = (seq: number, at: number) =>
      test.post({ type: "note", run: session.run, event: checkpoint(seq), at });
    const noted = (seq: number) =>
      test.messages.find(
        (m) =>
          m.type === "event" && m.logged.event.type === "checkpoint" && m.logged.event.seq === seq,
      );
    const window = openTestWindow();
    test.post({ type: "open", session });
    // Three notes: before the session has started, with a time before its start, and with a time in the future.
    note(1, Date.now());
    test.post({ type: "attach", run: session.run, channel: 1 }, [window.port]);
    await noted(1);
    note(2, 0);
    note(3, Date.now() + 60_000);
    await noted(3);
    window.send({ type: "input", data: "go\n" });
    await test.closed(session.run);
    note(4, Date.now());
    const { cast, events, types } = await readRun(session.folder);
    expect(types).toEqual([
      "run-created",
      "session-started",
      "checkpoint",
      "checkpoint",
      "checkpoint",
      "agent-ended",
      "session-ended",
    ]);
    const times = events.flatMap(({ time }) => time ?? []);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...times)).toBeLessThan(50);
    expect(
      cast.flatMap((event) =>
        event.code === "m" && event.label.startsWith("files") ? event.label : [],
      ),
    ).toEqual([1, 2, 3].map((seq) => `files changed: a${seq}.ts and 2 more`));
    expect(await verifyRunFolder(session.folder)).toMatchObject({ ok: true });
  });

  it("does not validate after a failed agent", async () => {
    const validation = { file: "sh", args: ["-c", "echo checked"], label: "check" };
    const { types, output } = await runToEnd("exit 7", { validations: [validation] });
    expect(types).toEqual(["run-created", "session-started", "agent-ended", "session-ended"]);
    expect(output).toContain("── Agent ended: exit code 7 ──");
  });

  it("leaves its folder untouched when the program does not exist", async () => {
    const session = await folders.session("", {
      agent: { file: "no-such-program", args: [], label: "none" },
    });
    test.post({ type: "open", session });
    expect(await test.closed(session.run)).toMatchObject({
      type: "failed",
      reason: expect.stringContaining("no-such-program was not found"),
    });
    await expect(stat(join(session.folder, "session.cast"))).rejects.toThrow("ENOENT");
  });

  it("leaves the alternate screen before the validation", async () => {
    const validation = { file: "true", args: [], label: "check" };
    const { output } = await runToEnd("printf '\\033[?1049hfull screen'", {
      validations: [validation],
    });
    expect(output.indexOf("\u001b[?1049l")).toBeGreaterThan(output.indexOf("full screen"));
    expect(output.indexOf("\u001b[?1049l")).toBeLessThan(output.indexOf("Validation: check"));
  });

  it("decodes characters whose bytes are split anywhere", async () => {
    const { output } = await runToEnd(
      "for i in 1 2 3; do printf '\\360\\237'; sleep 0.02; printf '\\222\\241'; done",
    );
    expect(output).toContain("💡💡💡");
    expect(output).not.toContain("\ufffd");
  });

  it("gives a program no access to another program's terminal", async () => {
    const other = await folders.session("echo ready; read answer");
    const window = openTestWindow();
    test.post({ type: "open", session: other });
    test.post({ type: "attach", run: other.run, channel: 1 }, [window.port]);
    await window.messages.find(() => window.text().includes("ready"));
    const { output } = await runToEnd("echo $0 $1; ls -l /proc/self/fd", {
      agent: {
        file: "sh",
        args: ["-c", "echo $0 $1; ls -l /proc/self/fd", "a b", "c'd"],
        label: "",
      },
    });
    expect(output).toContain("a b c'd");
    expect(output).toContain("/dev/pts/");
    expect(output).not.toContain("ptmx");
  });

  it("records all output of short runs", async () => {
    const runs = Number(process.env["SHORT_RUNS"] ?? 40);
    const text = "x".repeat(20_000);
    for (let done = 0; done < runs; done += 4) {
      const batch = await Promise.all([0, 1, 2, 3].map(() => runToEnd(`/bin/echo ${text}`)));
      for (const { output } of batch) expect(output).toContain(`${text}\r\n`);
    }
  });

  it("records all output, also while a window acknowledges nothing", async () => {
    const source = join(folders.root, "stream.txt");
    const line = (i: number) => `${i} ${"abcdefgh é漢 ".repeat(i % 12)}\r\n`;
    await writeFile(source, Array.from({ length: 250_000 }, (_, i) => line(i)).join(""));
    const wanted = await readFile(source, "utf8");
    expect(wanted.length).toBeGreaterThan(15_000_000);
    const session = await folders.session(`stty raw; cat ${source}`, { banner: [] });
    const window = openTestWindow(false);
    test.post({ type: "open", session });
    test.post({ type: "attach", run: session.run, channel: 1 }, [window.port]);
    await test.closed(session.run);
    const { output } = await readRun(session.folder);
    const recorded = output.slice(0, wanted.length);
    expect(createHash("sha256").update(recorded).digest("hex")).toBe(
      createHash("sha256").update(wanted).digest("hex"),
    );
    window.acknowledge();
    await window.messages.find((message) => message.type === "ended");
    expect(window.skimmed()).toBeGreaterThan(10_000_000);
    expect(window.text().length + window.skimmed()).toBe(output.length);
  });

  it("pauses the program when a window falls behind with output that cannot be skimmed", async () => {
    // One endless line, of which nothing scrolls away.
    const session = await folders.session("stty raw; head -c 30000000 /dev/zero | tr '\\0' x");
    const window = openTestWindow(false);
    test.post({ type: "open", session });
    test.post({ type: "attach", run: session.run, channel: 1 }, [window.port]);
    await window.messages.find((message) => message.type === "data");
    const before = await untilPaused(session.folder);
    expect(before).toBeLessThan(12_000_000);
    window.acknowledge();
    await test.closed(session.run);
    await window.messages.find((message) => message.type === "ended");
    const { output } = await readRun(session.folder);
    expect(window.text()).toBe(output);
  });
});

describe("a window", () => {
  it("that opens late gets exactly the recording, and then new output", async () => {
    const session = await folders.session(
      'i=0; while [ $i -lt 3000 ]; do echo "line $i"; i=$((i+1)); done; read answer; echo "got $answer"',
    );
    test.post({ type: "open", session });
    const early = openTestWindow();
    test.post({ type: "attach", run: session.run, channel: 1 }, [early.port]);
    await early.messages.find(() => early.text().includes("line 1500\r\n"));
    const middle = openTestWindow();
    test.post({ type: "attach", run: session.run, channel: 2 }, [middle.port]);
    await early.messages.find(() => early.text().includes("line 2999\r\n"));
    const late = openTestWindow();
    test.post({ type: "attach", run: session.run, channel: 3 }, [late.port]);
    await late.messages.find(() => late.text().includes("line 2999\r\n"));
    late.send({ type: "input", data: "yes\r" });
    await test.closed(session.run);
    const { output, cast } = await readRun(session.folder);
    expect(output).toContain("got yes");
    expect(cast.some((event) => event.code === "i")).toBe(false);
    for (const window of [early, middle, late]) {
      await window.messages.find((message) => message.type === "ended");
      expect(window.messages.all[0]).toEqual({ type: "size", cols: 80, rows: 24 });
      expect(window.text()).toBe(output);
    }
  });

  it("resizes the terminal, with an event in the recording", async () => {
    const session = await folders.session("read go; stty size");
    test.post({ type: "open", session });
    const window = openTestWindow();
    test.post({ type: "attach", run: session.run, channel: 1 }, [window.port]);
    await test.messages.find(
      (m) => m.type === "event" && m.logged.event.type === "session-started",
    );
    window.send({ type: "resize", cols: 101, rows: 33 });
    window.send({ type: "input", data: "\r" });
    await test.closed(session.run);
    const { output, cast } = await readRun(session.folder);
    expect(output).toContain("33 101");
    expect(cast).toContainEqual({ time: expect.any(Number), code: "r", cols: 101, rows: 33 });
  });

  it("has its input recorded when the run asks for it, except hidden input", async () => {
    const session = await folders.session(
      'stty -echo; printf "Password: "; read secret; stty echo; printf "\\nName: "; read name; ' +
        'stty raw -echo; printf "\\r\\nKey: "; dd bs=1 count=1 2>/dev/null; stty sane; echo " hello $name"',
      { recordsInput: true },
    );
    test.post({ type: "open", session });
    const window = openTestWindow();
    test.post({ type: "attach", run: session.run, channel: 1 }, [window.port]);
    await window.messages.find(() => window.text().includes("Password: "));
    for (const data of ["hunter", "2hunter", "2\r"]) window.send({ type: "input", data });
    await window.messages.find(() => window.text().includes("Name: "));
    for (const data of ["A", "d", "a", "\r"]) window.send({ type: "input", data });
    await window.messages.find(() => window.text().includes("Key: "));
    window.send({ type: "input", data: "q" });
    await test.closed(session.run);
    const { output, cast } = await readRun(session.folder);
    expect(output).toContain("hello Ada");
    expect(cast.flatMap((event) => (event.code === "i" ? event.data : []))).toEqual(["Ada\r"]);
    expect(await readFile(join(session.folder, "session.cast"), "utf8")).not.toContain("hunter");
  });

  it("is told again to the next engine until it is released", async () => {
    const session = await folders.session("echo once");
    test.post({ type: "open", session, kept: "notes" });
    test.post({ type: "attach", run: session.run, channel: 7 });
    await test.closed(session.run);
    const take = () => {
      test.post({ type: "take-up" });
      const answer = test.messages.all.findLast(({ type }) => type === "sessions");
      if (answer?.type !== "sessions") throw new Error("There is no answer.");
      return answer.sessions;
    };
    const [held] = take();
    expect(held).toMatchObject({ run: session.run, folder: session.folder, kept: "notes" });
    expect(
      held?.messages.map((each) => (each.type === "event" ? each.logged.event.type : each.type)),
    ).toEqual(["session-started", "agent-ended", "session-ended", "closed"]);
    test.post({ type: "release", run: session.run });
    expect(take()).toEqual([]);
  });

  it("is not paused by a viewer of an engine that has died", async () => {
    // One endless line, of which nothing scrolls away.
    const session = await folders.session("stty raw; head -c 30000000 /dev/zero | tr '\\0' x");
    test.post({ type: "open", session });
    test.post({ type: "attach", run: session.run, channel: 1 });
    await untilPaused(session.folder);
    test.post({ type: "take-up" });
    await test.closed(session.run);
  });

  it("without a port communicates by messages", async () => {
    const session = await folders.session("read answer; echo got $answer");
    test.post({ type: "open", session });
    test.post({ type: "attach", run: session.run, channel: 7 });
    await test.messages.find((m) => m.type === "terminal" && m.channel === 7);
    await test.messages.find(
      (m) => m.type === "event" && m.logged.event.type === "session-started",
    );
    test.post({ type: "terminal", channel: 7, message: { type: "input", data: "it\r" } });
    await test.closed(session.run);
    await test.messages.find(
      (m) => m.type === "terminal" && JSON.stringify(m.message) === '{"type":"ended"}',
    );
    expect((await readRun(session.folder)).output).toContain("got it");
  });

  it("of a missing run gets a refusal", async () => {
    const window = openTestWindow();
    test.post({ type: "attach", run: aRun("none"), channel: 1 }, [window.port]);
    expect(await window.messages.find(() => true)).toEqual({ type: "ended" });
  });
});

describe("stopping", () => {
  it("ends the whole group, programs that ignore signals, and daemons", async () => {
    const session = await folders.session(
      "trap '' HUP TERM; sleep 1000 & setsid sh -c 'trap \"\" HUP TERM; echo daemon ready; while :; do sleep 1; done' & " +
        "while :; do sleep 1; done",
      { validations: [{ file: "echo", args: ["validated"], label: "never" }] },
    );
    test.post({ type: "open", session });
    const window = openTestWindow();
    test.post({ type: "attach", run: session.run, channel: 1 }, [window.port]);
    await window.messages.find(() => window.text().includes("daemon ready"));
    expect(processesOf({ run: session.run }).length).toBeGreaterThan(3);
    test.post({ type: "stop", run: session.run, how: "stopped" });
    await test.closed(session.run);
    expect(processesOf({ run: session.run })).toEqual([]);
    const { types, events, output } = await readRun(session.folder);
    expect(types).toEqual(["run-created", "session-started", "agent-ended", "session-ended"]);
    expect(eventOf(events, "session-ended").how).toBe("stopped");
    expect(output).toContain("── Stopped ──");
    expect(await verifyRunFolder(session.folder)).toMatchObject({ ok: true });
  });

  it("during the validation leaves it without a result", async () => {
    const validation = { file: "sh", args: ["-c", "echo checking; sleep 1000"], label: "check" };
    const session = await folders.session("true", { validations: [validation] });
    test.post({ type: "open", session });
    const window = openTestWindow();
    test.post({ type: "attach", run: session.run, channel: 1 }, [window.port]);
    await window.messages.find(() => window.text().includes("checking\r\n"));
    await test.host.close();
    const { types, events } = await readRun(session.folder);
    expect(types).not.toContain("validation-ended");
    expect(eventOf(events, "session-ended").how).toBe("interrupted");
  });

  /** A program that continues after the shell has seen it start. */
  const goesOn = (start: string, name: string) =>
    `${start} sh -c 'touch ${name}; exec sleep 1000.5' & until [ -e ${name} ]; do sleep 0.05; done`;

  it.each([
    ["in a session of its own", goesOn("setsid", "own-session")],
    ["started by nohup", goesOn("nohup", "no-hang-up")],
    ["that ignores the hang-up", `trap "" HUP; ${goesOn("", "ignores")}`],
    ["without environment, descriptors and parent", goesOn("env -i setsid --fork", "away")],
  ])("also ends and names a program %s that an agent left", async (_, command) => {
    const validation = { file: "sh", args: ["-c", "true"], label: "check" };
    const { session, events, types, output } = await runToEnd(command, {
      validations: [validation],
    });
    expect(processesOf({ run: session.run })).toEqual([]);
    expect(types.slice(2, 4)).toEqual(["agent-ended", "left-behind"]);
    expect(types).toContain("validation-ended");
    const { by, processes } = eventOf(events, "left-behind");
    expect(by).toBe("agent");
    expect(processes.map((each) => each.command)).toEqual([
      expect.stringContaining("sleep 1000.5"),
    ]);
    expect(output).toContain("── Ended what the agent left running: ");
  });

  it("does not name a program that ends with the agent", async () => {
    const { session, types } = await runToEnd("sleep 1000.5 & sleep 0.1 & exit 0");
    expect(processesOf({ run: session.run })).toEqual([]);
    expect(types).not.toContain("left-behind");
  });

  it("names programs that the validation left running", async () => {
    const validation = { file: "sh", args: ["-c", goesOn("setsid", "check")], label: "check" };
    const { types, events } = await runToEnd("true", { validations: [validation] });
    expect(types.slice(-3)).toEqual(["validation-ended", "left-behind", "session-ended"]);
    expect(eventOf(events, "left-behind")).toMatchObject({
      by: "validation",
      processes: [{ command: expect.stringContaining("sleep 1000.5") }],
    });
  });
});
