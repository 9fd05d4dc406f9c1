import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { runCommand } from "./command";

/** The long timeout suits a busy machine; an event that never happens still fails the test. */
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 60_000 });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-command-"));
});
afterEach(() => rm(folder, { recursive: true }));

function run(command: string, options: { seconds?: number; signal?: AbortSignal } = {}) {
  const lines: string[] = [];
  const result = runCommand(command, {
    cwd: folder,
    env: { PATH: process.env["PATH"] ?? "" },
    seconds: options.seconds ?? 20,
    signal: options.signal ?? new AbortController().signal,
    onLine: (line) => lines.push(line),
  });
  return { result, lines };
}

/** Whether the process whose id is in the file still exists. */
async function lives(file: string): Promise<boolean> {
  const pid = Number(await readFile(join(folder, file), "utf8"));
  try {
    process.kill(pid, 0);
    // An ended process stays in the process table until its parent collects it.
    const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => ") R");
    return stat.slice(stat.lastIndexOf(")") + 2)[0] !== "Z";
  } catch {
    return false;
  }
}

const pidFile = (file: string) =>
  eventually(async () => expect(await readFile(join(folder, file), "utf8")).toMatch(/\d\n/));

test("gives output line by line, from both streams, and the exit code", async () => {
  const { result, lines } = run("printf 'a\\nb'; echo c >&2; exit 3");
  expect(await result).toMatchObject({ end: { how: "exited", code: 3 } });
  expect(lines.toSorted().join(" ")).toMatch(/a.*b/);
  expect(lines.join("")).toContain("c");
});

test("a command has no input to wait for", async () => {
  expect(await run("cat; echo over").result).toMatchObject({ output: "over\n" });
});

test("a long output is cut in the middle", async () => {
  const { output } = await run("yes | head -c 1000000").result;
  expect(output.length).toBeLessThan(25_000);
  expect(output).toContain("characters are left out");
});

test("a cancel ends the command and all its child processes", async () => {
  const cancel = new AbortController();
  const { result } = run(
    "sh -c 'trap \"\" TERM; echo $$ > inner; while :; do sleep 1; done' & sleep 100 & echo $! > outer; wait",
    { signal: cancel.signal },
  );
  const rejected = expect(result).rejects.toThrow("enough");
  await pidFile("inner");
  await pidFile("outer");
  cancel.abort(new Error("enough"));
  await rejected;
  await eventually(async () =>
    expect([await lives("inner"), await lives("outer")]).toEqual([false, false]),
  );
});

test("a command that takes too long is ended", async () => {
  const { result } = run("echo $$ > shell; echo begun; sleep 100", { seconds: 0.2 });
  expect(await result).toEqual({ end: { how: "timed-out", seconds: 0.2 }, output: "begun\n" });
  await eventually(async () => expect(await lives("shell")).toBe(false));
});

test("a process that a command leaves behind does not delay the command's end", async () => {
  const { result } = run("sleep 100 & echo $! > left");
  expect(await result).toMatchObject({ end: { how: "exited", code: 0 } });
  process.kill(Number(await readFile(join(folder, "left"), "utf8")), "SIGKILL");
});
