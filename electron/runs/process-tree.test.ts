import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { endProcessTree, processesOf, processStartToken } from "./process-tree";

/** Starts a shell in a session of its own and waits until it says that it is ready. */
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

it("ends children, and daemons that went away", async () => {
  const run = randomUUID();
  const root = await start("sleep 1000 & setsid sh -c 'echo ready; exec sleep 1000' & wait", run);
  expect(processesOf({ root, run }).length).toBe(3);
  expect(await endProcessTree({ root, run })).toEqual([]);
  expect(processesOf({ root, run })).toEqual([]);
  expect(processStartToken(root)).toBeUndefined();
});

it("forces what does not listen, after the grace period", async () => {
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

it("touches nobody else", async () => {
  const run = randomUUID();
  const root = await start("echo ready; sleep 1000", run);
  expect(await endProcessTree({ run: randomUUID() })).toEqual([]);
  expect(processesOf({ root: process.pid })).not.toContain(process.pid);
  expect(processesOf({ root: 1 })).toEqual([]);
  // A number that has been given to another process since.
  if (process.platform === "linux") expect(processesOf({ root, rootStarted: "1" })).toEqual([]);
  expect(processesOf({ run })).toContain(root);
  await endProcessTree({ run, root });
});

it("tells processes apart by when they started", () => {
  expect(processStartToken(process.pid)).toBe(processStartToken(process.pid));
  expect(processStartToken(process.pid)).not.toBe(processStartToken(process.ppid));
  expect(processStartToken(2 ** 22 + 1)).toBeUndefined();
});
