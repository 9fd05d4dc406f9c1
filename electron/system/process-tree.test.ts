import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { endProcessTree, processesOf, processStartToken } from "./process-tree";
import { processesNear } from "./processes-near";
import { marked } from "./run-mark";

/** Starts a shell in a session of its own and waits until it prints "ready". */
async function start(script: string, run: string) {
  const child = spawn("sh", ["-c", script], {
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
    env: { PATH: process.env["PATH"], SPECWRIGHT_RUN: run },
  });
  await new Promise((resolve) => child.stdout.once("data", resolve));
  if (child.pid === undefined) throw new Error("not started");
  return child.pid;
}

it("ends children, and daemons that left the session", async () => {
  const run = randomUUID();
  const root = await start("sleep 1000 & setsid sh -c 'echo ready; exec sleep 1000' & wait", run);
  expect(processesOf({ root, run }).length).toBe(3);
  expect(await endProcessTree({ root, run })).toEqual([]);
  expect(processesOf({ root, run })).toEqual([]);
  expect(processStartToken(root)).toBeUndefined();
});

it.runIf(process.platform === "linux")(
  "ends a process with an empty environment and another session, folder and parent",
  async () => {
    const run = randomUUID();
    const away = "env -i setsid sh -c 'cd /; echo ready; exec sleep 1000'";
    const program = marked({ file: "sh", args: ["-c", `(${away} &) ; exit 0`] }, run);
    const child = spawn(program.file, program.args, { stdio: ["ignore", "pipe", "ignore"] });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    expect(processesOf({ run })).toHaveLength(1);
    expect(processesOf({ run: randomUUID() })).toEqual([]);
    expect(await endProcessTree({ run })).toEqual([]);
    expect(processesOf({ run })).toEqual([]);
  },
);

it.runIf(process.platform === "linux")(
  "starts a program with a run's number in the same process, with the same arguments and exit code",
  async () => {
    const program = marked({ file: "sh", args: ["-c", "echo $$ $0 $1; exit 7", "a b", "c"] }, "r");
    expect(program.file).toMatch(/prlimit$/);
    const child = spawn(program.file, program.args, { stdio: ["ignore", "pipe", "ignore"] });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect([said, code]).toEqual([`${child.pid} a b c\n`, 7]);
  },
);

it.runIf(process.platform === "linux")(
  "names programs whose working folder is the folder or that write a file of it, and no others",
  async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "specwright-near-")));
    const file = join(folder, "log");
    // Each process is started by a child, because direct children of this process, such as git, are left out.
    const begin = async (script: string) => {
      const child = spawn("sh", ["-c", `sh -c '${script}' & wait`], {
        detached: true,
        cwd: "/",
        stdio: ["ignore", "pipe", "ignore"],
      });
      await new Promise((resolve) => child.stdout.once("data", resolve));
      return child.pid ?? 0;
    };
    const roots = [
      await begin(`cd ${folder}; echo ready; exec sleep 1001`),
      await begin(`exec 3>>${file}; echo ready; exec sleep 1002`),
      await begin(`exec 3<${file}; echo ready; exec sleep 1003`),
    ];
    const commands = (await processesNear(folder)).map(({ command }) => command).sort();
    expect(commands).toEqual(["sleep 1001", "sleep 1002"]);
    for (const root of roots) await endProcessTree({ root });
    rmSync(folder, { recursive: true });
  },
);

it("kills a process that ignores the signals, after the grace period", async () => {
  const run = randomUUID();
  const root = await start("trap '' HUP TERM; echo ready; while :; do sleep 1; done", run);
  const begun = performance.now();
  expect(await endProcessTree({ root, run }, { grace: 200 })).toEqual([]);
  expect(performance.now() - begun).toBeGreaterThanOrEqual(200);
  expect(processesOf({ root, run })).toEqual([]);
});

it("lets a process clean up within the grace period", async () => {
  const run = randomUUID();
  const root = await start("trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done", run);
  expect(await endProcessTree({ root, run }, { grace: 20_000, limit: 20_000 })).toEqual([]);
});

it("signals no other process", async () => {
  const run = randomUUID();
  const root = await start("echo ready; sleep 1000", run);
  expect(await endProcessTree({ run: randomUUID() })).toEqual([]);
  expect(processesOf({ root: process.pid })).not.toContain(process.pid);
  expect(processesOf({ root: 1 })).toEqual([]);
  // The process id has been reused by another process.
  if (process.platform === "linux") expect(processesOf({ root, rootStarted: "1" })).toEqual([]);
  expect(processesOf({ run })).toContain(root);
  await endProcessTree({ run, root });
});

it("distinguishes processes by their start times", () => {
  expect(processStartToken(process.pid)).toBe(processStartToken(process.pid));
  expect(processStartToken(process.pid)).not.toBe(processStartToken(process.ppid));
  expect(processStartToken(2 ** 22 + 1)).toBeUndefined();
});
