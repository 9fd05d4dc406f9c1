// A pty host that cannot start: the run says so, and the next start works.

import { aProject } from "@shared/base/testing";
import type { FeatureSummary } from "@shared/contracts/project";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { findHome } from "../../settings/home";
import { type TestRepository, testRepository } from "../git/testing";
import { forkHost, type HostProcess } from "./host-process";
import { openSupervisor } from "./open-supervisor";
import type { Supervisor } from "./supervisor";
import { begun, cast, ended, playedHost } from "./testing";

const folder = "specs/001-money";
const feature: FeatureSummary = {
  id: "001-money",
  format: "spec-kit",
  number: "001",
  title: "Money",
  folder,
  documents: [],
  tasksDone: 0,
  tasksTotal: 1,
  progress: { step: "implement", questions: 0, phases: [] },
};

let test: TestRepository;
let supervisor: Supervisor<string>;
let startHost: () => HostProcess<string>;
const problems: unknown[] = [];

beforeEach(async () => {
  test = await testRepository({
    [`${folder}/spec.md`]: "# Feature Specification: Money\n",
    [`${folder}/tasks.md`]: "# Tasks\n\n- [ ] T007 Round to even\n",
  });
  problems.length = 0;
  supervisor = await openSupervisor<string>({
    projectId: aProject("p"),
    home: findHome({ SPECWRIGHT_HOME: test.at("data") }, "linux"),
    repository: () => ({ ...test.repo }),
    startHost: () => startHost(),
    launcher: { program: () => ({ file: "/bin/true", args: [] }) },
    shell: "/bin/sh",
    env: { PATH: process.env["PATH"] },
    changed: () => undefined,
    report: (error) => problems.push(error),
  });
});
afterEach(async () => {
  await supervisor.close();
  test.dispose();
});

const start = async () =>
  supervisor.start({
    feature,
    branch: { kind: "branch", name: "main", commit: await test.git("rev-parse", "main") },
    constitution: undefined,
    task: "T007",
    agent: { kind: "command", command: "true" },
    attended: true,
    size: { cols: 80, rows: 24 },
  });

it.each([
  ["is missing", undefined],
  ["fails at its import", 'import "./not-there.mjs";\n'],
  ["ends at once", "process.exit(0);\n"],
  ["is killed as it starts", 'process.kill(process.pid, "SIGKILL");\n'],
])("a pty host that %s leaves a run with the reason, and the next start works", async (_, text) => {
  if (text !== undefined) test.put("host.mjs", text);
  const pids: (number | undefined)[] = [];
  startHost = () => {
    const host = forkHost(test.at("host.mjs"));
    pids.push(host.pid);
    return host;
  };
  const run = await start();
  const { state } = await supervisor.settled(run.id);
  expect(state).toMatchObject({
    phase: "start-failed",
    reason: expect.stringMatching(
      /^The process that runs terminals ended before .* Start the task/,
    ),
  });
  expect(await test.git("branch", "--list", "specwright/*")).toBe("");
  expect(supervisor.active()).toEqual([]);
  for (const pid of pids) expect(() => process.kill(pid ?? 0, 0)).toThrow(/ESRCH/);

  const played = playedHost();
  startHost = () => played.process;
  const next = await start();
  test.put(`data/runs/p/${next.id}/session.cast`, cast);
  await played.write([begun(), ...ended]);
  played.closed();
  await vi.waitFor(() => expect(supervisor.find(next.id)?.state.phase).toBe("review"), 60_000);
  expect(problems).toEqual([]);
});
