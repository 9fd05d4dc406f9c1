// How many git processes a run takes, and twenty runs at once in one repository.
import { aProject } from "@shared/base/testing";
import type { FeatureSummary } from "@shared/contracts/project";
import type { RunSummary } from "@shared/runs/summary";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { findHome } from "../../settings/home";
import { type CountedGit, countGit, type TestRepository, testRepository } from "../git/testing";
import { openSupervisor } from "./open-supervisor";
import type { Supervisor } from "./supervisor";
import type { StartRequest } from "./supervisor-parts";
import { begun, cast, ended, playedHost } from "./testing";

const folder = "specs/001-money";
const tasks = Array.from({ length: 21 }, (_, at) => `T${String(at + 1).padStart(3, "0")}`);
let test: TestRepository;
let problems: unknown[];
let host: ReturnType<typeof playedHost>;
let supervisor: Supervisor<string>;
let counted: CountedGit;

beforeEach(async () => {
  test = await testRepository({
    [`${folder}/spec.md`]: "# Feature Specification: Money\n",
    [`${folder}/tasks.md`]: `# Tasks\n\n${tasks.map((id) => `- [ ] ${id} Do ${id}\n`).join("")}`,
    "src/a.txt": "a\n",
    ".gitattributes": "*.bin binary\n",
  });
  problems = [];
  host = playedHost();
  counted = await countGit(test);
  supervisor = await openSupervisor<string>({
    projectId: aProject("p"),
    home: findHome({ SPECWRIGHT_HOME: test.at("data") }, "linux"),
    repository: () => ({ ...test.repo }),
    startHost: () => host.process,
    launcher: { program: () => ({ file: "/bin/true", args: [] }) },
    shell: "/bin/sh",
    env: { PATH: process.env["PATH"] },
    changed: () => undefined,
    report: (error) => problems.push(error),
  });
});
afterEach(async () => {
  await supervisor.close();
  counted.stop();
  test.dispose();
});

const money: FeatureSummary = {
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

const requestFor = (task: string, commit: string): StartRequest => ({
  feature: money,
  branch: { kind: "branch", name: "main", commit },
  constitution: undefined,
  task,
  agent: { kind: "command", command: "true" },
  attended: true,
  size: { cols: 80, rows: 24 },
});

/** Plays the end of a run whose agent wrote one file. */
async function endOf(run: RunSummary): Promise<RunSummary> {
  test.put(`data/worktrees/p/${run.id}/${run.task.id}.txt`, "new\n");
  test.put(`data/runs/p/${run.id}/session.cast`, cast);
  await host.write([begun()], true, run.id);
  await host.agentOver(run.id);
  await host.write(ended, true, run.id);
  host.closed(run.id);
  return supervisor.settled(run.id);
}

/** The verbs of git, in an order of their own. */
const verbs = (calls: readonly string[]) =>
  calls.map((call) => call.replace(/^(?:-c \S+ )+/, "").split(" ")[0] ?? "").sort();

/** The change of a run that is in review. */
function shownOf({ state }: RunSummary): string {
  if (state.phase !== "review") throw new Error(`not in review: ${JSON.stringify(state)}`);
  return state.change.commit;
}

it("take few git processes: what is known is not asked again, and what costs no program takes none", async () => {
  const at = await test.git("rev-parse", "main");
  const first = await supervisor.start(requestFor("T001", at));
  counted.taken();
  const run = await supervisor.start(requestFor("T002", at));
  // The first look for checkpoints goes on after the start.
  await vi.waitFor(() => expect(counted.all()).toContainEqual(expect.stringMatching(/ls-files/)));
  expect(verbs(counted.taken())).toEqual(["ls-files", "reset"]);

  const done = await endOf(run);
  const ofEnd = verbs(counted.taken());
  expect(ofEnd.length, ofEnd.join(" ")).toBeLessThanOrEqual(14);

  await supervisor.approve(run.id, shownOf(done));
  const approved = verbs(counted.taken());
  expect(approved.length, approved.join(" ")).toBeLessThanOrEqual(9);
  expect(await test.git("show", `main:${folder}/tasks.md`)).toContain("- [X] T002");
  await endOf(first);
  expect(problems).toEqual([]);
});

it("start twenty at once in one repository, and are approved in a row without a refusal", async () => {
  const at = await test.git("rev-parse", "main");
  const twenty = tasks.slice(0, 20);
  const started = await Promise.all(twenty.map((task) => supervisor.start(requestFor(task, at))));
  expect((await test.git("worktree", "list")).split("\n")).toHaveLength(21);
  const ends = await Promise.all(started.map(endOf));
  expect(ends.map(({ state }) => state.phase)).toEqual(twenty.map(() => "review"));
  const some = ends.slice(0, 5);
  await Promise.all(some.map((run) => supervisor.approve(run.id, shownOf(run))));
  expect(await test.git("rev-list", "--count", `${at}..main`)).toBe("5");
  expect(await test.git("status", "--porcelain")).toBe("");
  expect(problems).toEqual([]);
});
