// The sample project as delivered: its tests pass, and each scripted task can be done alone and after the others.
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PassThrough } from "node:stream";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { assignmentSchema } from "../../built-in-agent/assignment";
import { openExchange } from "../../built-in-agent/exchange";
import { exitCodes, runAgent } from "../../built-in-agent/program";

const sample = resolve("resources/sample");
const feature = "001-rate-table-import";
const git = ["-c", "user.name=Tester", "-c", "user.email=tester@example.invalid"];
let folder: string;
let repository: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-sample-"));
  repository = join(folder, "parcel-rates");
  await mkdir(repository);
  await cp(sample, repository, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

async function run(file: string, args: readonly string[], cwd: string): Promise<string> {
  // NODE_OPTIONS of the test runner must not reach the sample.
  const { NODE_OPTIONS: _, ...env } = process.env;
  const { stdout } = await promisify(execFile)(file, [...args], { cwd, env });
  return stdout;
}
const validate = (cwd: string) => run(process.execPath, ["--test"], cwd);

async function doTask(task: string, cwd: string): Promise<void> {
  const output = new PassThrough();
  const input = new PassThrough();
  let shown = "";
  output.on("data", (bytes) => {
    shown += bytes;
  });
  const code = await runAgent(
    assignmentSchema.parse({
      run: "r1",
      branch: `run/${task}`,
      feature: { id: feature, folder: `specs/${feature}` },
      task: { id: task, title: task, line: task },
      documents: { tasks: `specs/${feature}/tasks.md` },
      requirements: [],
      prompt: `Do ${task}.`,
      attended: false,
    }),
    {
      cwd,
      env: { PATH: process.env["PATH"], SPECWRIGHT_SCRIPT_SPEED: "0", NO_COLOR: "1" },
      input,
      output,
      signal: new AbortController().signal,
      exchange: openExchange,
    },
  );
  expect(code, shown).toBe(exitCodes.done);
  await validate(cwd);
}

test("its tests pass as it is delivered", async () => {
  expect(await validate(repository)).toMatch(/pass 1\d/);
});

test("the scripted tasks are tasks that are not done", async () => {
  const tasks = await readFile(join(sample, `specs/${feature}/tasks.md`), "utf8");
  const scripts = await readdir(join(sample, ".specwright/scripted-model", feature));
  expect(scripts.length).toBeGreaterThanOrEqual(3);
  for (const script of scripts) expect(tasks).toContain(`- [ ] ${script.replace(".json", "")} `);
});

test("the scripted tasks can be done side by side, merged in any order, and built upon", async () => {
  await run("git", ["init", "-q", "-b", "main"], repository);
  await run("git", ["add", "."], repository);
  await run("git", [...git, "commit", "-q", "-m", "first"], repository);
  for (const task of ["T004", "T005", "T006"]) {
    const tree = join(folder, task);
    await run("git", ["worktree", "add", "-q", "-b", task, tree, "main"], repository);
    await doTask(task, tree);
    await run("git", ["add", "."], tree);
    await run("git", [...git, "commit", "-q", "-m", task], tree);
  }

  const results = new Set<string>();
  for (const order of [
    ["T004", "T005", "T006"],
    ["T004", "T006", "T005"],
    ["T005", "T004", "T006"],
    ["T005", "T006", "T004"],
    ["T006", "T004", "T005"],
    ["T006", "T005", "T004"],
  ]) {
    await run("git", ["switch", "-q", "-C", "merged", "main"], repository);
    for (const task of order) {
      await run("git", [...git, "merge", "-q", "--no-ff", "--no-edit", task], repository);
    }
    results.add(await run("git", ["rev-parse", "HEAD^{tree}"], repository));
  }
  expect(results.size).toBe(1);
  await validate(repository);
  await doTask("T007", repository);
  // The timeout covers ten runs of the agent and of the sample's tests on a busy machine.
});
