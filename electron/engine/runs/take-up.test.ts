// The engine dies while a run goes on: a second supervisor takes up the sessions of the simulated pty host.

import { spawn } from "node:child_process";
import { once } from "node:events";
import type { RunId } from "@shared/base/ids";
import { aProject } from "@shared/base/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { findHome } from "../../settings/home";
import { type TestRepository, testRepository } from "../git/testing";
import { openSupervisor } from "./open-supervisor";
import type { Supervisor } from "./supervisor";
import { begun, cast, ended, playedHost } from "./testing";

const folder = "specs/001-money";
/** A limit for giving up on a busy machine, in milliseconds. */
const soon = { timeout: 60_000 };
let test: TestRepository;
let host: ReturnType<typeof playedHost>;
let dead: Supervisor<string>;
let next: Supervisor<string> | undefined;

beforeEach(async () => {
  test = await testRepository({
    [`${folder}/spec.md`]: "# Feature Specification: Money\n",
    [`${folder}/tasks.md`]: "# Tasks\n\n- [ ] T007 Round to even\n",
  });
  host = playedHost();
  dead = await open([]);
});
afterEach(async () => {
  await next?.close();
  next = undefined;
  test.dispose();
});

const open = (left: readonly (typeof host.process)[], projectId = "p") =>
  openSupervisor<string>({
    projectId: aProject(projectId),
    home: findHome({ SPECWRIGHT_HOME: test.at("data") }, "linux"),
    repository: () => ({ ...test.repo }),
    startHost: () => host.process,
    leftHosts: () => left,
    launcher: { program: () => ({ file: "/bin/true", args: [] }) },
    shell: "/bin/sh",
    env: { PATH: process.env["PATH"] },
    changed: () => undefined,
    report: () => undefined,
  });

/**
 * A run whose session has begun.
 * @param owner the process id of its pty host
 */
async function running(owner = process.pid): Promise<RunId> {
  const { id } = await dead.start({
    feature: {
      ...{ id: "001-money", format: "spec-kit", number: "001", title: "Money", folder },
      ...{ documents: [], tasksDone: 0, tasksTotal: 1 },
      progress: { step: "implement", questions: 0, phases: [] },
    },
    branch: { kind: "branch", name: "main", commit: await test.git("rev-parse", "main") },
    constitution: undefined,
    task: "T007",
    agent: { kind: "command", command: "true" },
    attended: true,
    size: { cols: 80, rows: 24 },
  });
  await host.write([begun(owner)]);
  host.engineDies();
  return id;
}

/** The agent writes a file, and the recording is complete. */
function work(run: RunId) {
  test.put(`data/worktrees/p/${run}/new.txt`, "new\n");
  test.put(`data/runs/p/${run}/session.cast`, cast);
}

it("a run goes on under the next engine, and is approved on the whole evidence", async () => {
  const run = await running();
  await test.git("branch", "by-another");
  next = await open([host.process]);
  expect(next.active().map(({ id }) => id)).toEqual([run]);
  work(run);
  await host.write(ended);
  host.closed();
  const { state } = await next.settled(run);
  if (state.phase !== "review") throw new Error(state.phase);
  expect(await next.verify(run)).toMatchObject({ ok: true });
  // The first engine's notes of the repository count.
  expect(state.change.around).toEqual([
    expect.objectContaining({ what: "branch", name: "by-another" }),
  ]);
  await next.approve(run, state.change.commit);
  expect(await test.git("show", "main:new.txt")).toBe("new");
  await vi.waitFor(() => expect([...host.held.keys()]).toEqual([]));
});

it("a run that ended while no engine was there is collected, and the pty host vouches for its end", async () => {
  const run = await running();
  work(run);
  await host.write(ended, false);
  host.closed(run, false);
  next = await open([host.process]);
  const { state } = await next.settled(run);
  expect(state.phase).toBe("review");
  const verified = await next.verify(run);
  expect(verified.checks.filter(({ ok }) => !ok)).toEqual([]);
});

it("a question that the dead engine did not answer is answered by the next", async () => {
  const run = await running();
  host.held.get(run)?.messages.push({ type: "agent-over", run });
  next = await open([host.process]);
  await vi.waitFor(
    () =>
      expect(host.posted).toContainEqual(
        expect.objectContaining({ type: "snapshot", taken: { commit: expect.any(String) } }),
      ),
    soon,
  );
});

it("checkpoints go on with the next number", async () => {
  const run = await running();
  next = await open([host.process]);
  test.put(`data/worktrees/p/${run}/new.txt`, "new\n");
  await vi.waitFor(
    () =>
      expect(host.posted).toContainEqual(
        expect.objectContaining({ type: "note", event: expect.objectContaining({ seq: 1 }) }),
      ),
    soon,
  );
});

it("a pty host of another project's runs is ended", async () => {
  await running();
  const exit = vi.fn();
  host.process.onExit(exit);
  next = await open([host.process], "other");
  expect(exit).toHaveBeenCalledOnce();
});

it("a pty host that hangs does not stop the opening, and its end interrupts its runs", async () => {
  const owner = spawn("sleep", ["1000"]);
  const run = await running(owner.pid);
  work(run);
  host.hang();
  next = await open([host.process]);
  expect(next.find(run)?.state.phase).toBe("running");
  const exit = once(owner, "exit");
  owner.kill("SIGKILL");
  await exit;
  host.die();
  await vi.waitFor(() => expect(next?.find(run)?.state.phase).toBe("review"), soon);
  expect(next.find(run)?.state).toMatchObject({ how: "interrupted" });
});
