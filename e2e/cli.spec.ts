import { appendFile, cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runSummarySchema } from "@shared/runs/summary";
import { expect, root, test } from "./app";
import { cli, startCli } from "./command-line";
import { dialog, run, screenText, shell } from "./pages/app-pages";
import { longSleep, processesWith } from "./processes";
import { onlyRun } from "./recordings";
import { createRepository, featureFiles, git } from "./repositories";

const tasks = ["- [ ] T001 Say hello in hello.txt (FR-001)\n  - Validation: `test -s hello.txt`"];

test("the command line runs, lists, replays and verifies; the app reviews", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(join(places.base, "small"), featureFiles(tasks));
  const agent = "echo from the command line; echo hello > hello.txt";
  const made = await cli(places, "run", "T001", "--repo", repository, "--agent", agent, "--json");
  expect(made).toMatchObject({ exit: 0, errors: "" });
  const summary = runSummarySchema.parse(JSON.parse(made.output));
  expect(summary.state).toMatchObject({ phase: "review", validation: { result: "passed" } });

  const listed = await cli(places, "runs", "--repo", repository, "--json");
  expect(JSON.parse(listed.output)).toEqual([JSON.parse(made.output)]);
  const verified = await cli(places, "verify", summary.id);
  expect(verified.exit).toBe(0);
  expect(verified.output).toMatch(/^(ok {4}.*\n)+$/);
  const end = await cli(places, "replay", summary.id);
  expect(end.output).toContain("from the command line");
  const begin = await cli(places, "replay", summary.id, "--at", "0");
  expect(begin.exit).toBe(0);
  expect(begin.output).not.toContain("Validation");

  const { page } = await launch({ open: repository });
  await shell(page).rail.getByRole("button", { name: "T001" }).click();
  const view = run(page);
  await expect(view.word).toHaveText("review");
  await page.keyboard.press("End");
  await expect.poll(() => screenText(view.terminal)).toContain("from the command line");
  await view.approve.click();
  // The trust was for that one run only.
  await expect(dialog(page).self).toContainText("You are asked again when these change.");
  await dialog(page).press("Trust, then approve and merge");
  await expect(view.word).toHaveText("approved");
  expect(await git(repository, "show", "HEAD:hello.txt")).toBe("hello");

  const { folder } = await onlyRun(places);
  await appendFile(join(folder, "session.cast"), '[0.1, "o", "forged"]\n');
  const forged = await cli(places, "verify", summary.id);
  expect(forged.exit).toBe(1);
  expect(forged.output).toContain("FAIL");
});

test("several tasks run side by side, and one that needs an approval is left", async ({
  places,
}) => {
  const several = [
    "- [ ] T001 [P] Write one.txt (FR-001)",
    "- [ ] T002 [P] Write two.txt (FR-001)",
    "- [ ] T003 [P] Write three.txt (FR-001) (depends on T001)",
    "- [ ] T004 [P] Write one.txt again (FR-001)",
  ];
  const repository = await createRepository(join(places.base, "small"), featureFiles(several));
  const agent = 'echo done > "$SPECWRIGHT_TASK.out"';
  const made = await cli(
    places,
    ...["run", "--all", "--repo", repository, "--agent", agent, "--json"],
  );
  const said = made.output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const of = (event: string) =>
    said
      .filter((each) => each.event === event)
      .map(({ task }) => task)
      .sort();
  expect(of("started")).toEqual(["T001", "T002"]);
  expect(of("ended")).toEqual(["T001", "T002"]);
  expect(said.filter(({ event }) => event === "waits")).toMatchObject([
    { task: "T003", words: "T003 depends on T001." },
    { task: "T004", words: "T001 works on one.txt." },
  ]);
  expect(made.exit).toBe(4);
  const refused = await cli(places, "run", "T003", "--repo", repository, "--agent", agent);
  expect(refused).toMatchObject({ exit: 3, errors: expect.stringContaining("depends on T001") });
});

test("the sample's task is done without a window, and driven again", async ({ places }) => {
  const repository = join(places.base, "parcel-rates");
  await cp(join(root, "resources/sample"), repository, { recursive: true });
  await git(repository, "init", "--quiet", "--initial-branch=main");
  await git(repository, "add", "--all");
  await git(repository, "commit", "--quiet", "--message=first");
  const { exit, output, errors } = await cli(places, "run", "T004", "--repo", repository, "--json");
  expect({ exit, errors }).toEqual({ exit: 0, errors: "" });
  const { id, state, model } = runSummarySchema.parse(JSON.parse(output));
  expect(model).toBe("scripted model");
  expect(state).toMatchObject({ phase: "review", validation: { result: "passed" } });
  expect(await git(repository, "status", "--porcelain")).toBe("");

  // The recorded answers give the same files again, without the model's script.
  const redrive = (...more: string[]) => cli(places, "redrive", id, "--repo", repository, ...more);
  const again = await redrive();
  expect(again).toMatchObject({ exit: 0, errors: "" });
  expect(again.output).toMatch(/^Reproduced: \d+ answers and \d+ steps led to the same files/);
  // On another base the agent differs at the first result that it sees of the difference.
  const file = join(repository, "src/money.js");
  await writeFile(file, `// new\n${await readFile(file, "utf8")}`);
  await git(repository, "commit", "--quiet", "--all", "--message=second");
  const parted = await redrive("--at", "main");
  expect(parted.exit).toBe(1);
  expect(parted.output).toMatch(
    /^It parts at step \d+, read_file, line 1 of its result: recorded was “.*”, now it was “\/\/ new”\./,
  );
  expect(await redrive("--at", "nowhere")).toMatchObject({ exit: 2, output: "" });
  expect(await git(repository, "worktree", "list")).not.toContain("again");
});

test("the fidelity of a folder is measured without writing anything", async ({ places }) => {
  const folder = join(places.base, "docs");
  const text = "# One\r\n\r\n* two\r\n* **three**\r\n\r\n| a |\r\n|---|\r\n| b |";
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "a.md"), text);
  const { exit, output, errors } = await cli(places, "fidelity", folder, "--json");
  expect({ exit, errors }).toEqual({ exit: 0, errors: "" });
  const counts = { files: 1, identical: 1, edits: 3, preserved: 3, widened: 0, refused: 0 };
  expect(JSON.parse(output)).toMatchObject({ ...counts, failures: [] });
  expect(await readFile(join(folder, "a.md"), "utf8")).toBe(text);
  expect(await cli(places, "fidelity", folder)).toMatchObject({ exit: 0, errors: "" });
});

test("invalid arguments, refusals and failures have their exit codes", async ({ places }) => {
  const repository = await createRepository(join(places.base, "small"), featureFiles(tasks));
  // A sentence, followed by details if there are any; never a stack trace.
  const sentence = expect.stringMatching(/^specwright: .+\n(?!\s+at )([^\n]+\n)*$/);
  const cases: readonly (readonly [exit: number, ...words: string[]])[] = [
    [2, "fly"],
    [2, "run"],
    [2, "run", "T001", "--sideways"],
    [2, "replay", "x", "--at", "noon"],
    [3, "run", "T999", "--repo", repository],
    [3, "run", "T001", "--repo", places.base],
    [3, "runs", "--repo", join(places.base, "nowhere")],
    [3, "verify", "no-such-run"],
    [3, "fidelity", join(places.base, "nowhere")],
  ];
  for (const [exit, ...words] of cases)
    expect(await cli(places, ...words), words.join(" ")).toEqual({
      exit,
      output: "",
      errors: sentence,
    });

  const failed = await cli(places, "run", "T001", "--repo", repository, "--agent", "true");
  expect(failed).toMatchObject({ exit: 1, errors: "" });
  expect(failed.output).toContain("T001 tests failed");

  // An agent that has finished waits at its prompt, and no person can end it.
  const says = (state: string) => `printf '\\033]7501;state=${state}\\007'`;
  const sits = `${says("working")}; ${says("done")}; sleep 1000`;
  const ended = await cli(places, "run", "T001", "--repo", repository, "--agent", sits);
  expect(ended.errors).toContain("T001: The agent sits at its prompt, so it is asked to end.");
  expect(ended.output).toContain("T001 tests failed");
});

test("an interrupt stops the run and everything it started", async ({ places }) => {
  const sleep = longSleep();
  // In a file, so that the command line's own arguments do not match the process.
  const repository = await createRepository(join(places.base, "small"), {
    ...featureFiles(tasks),
    "wait.sh": `${sleep}\n`,
  });
  const { child, done } = startCli(
    places,
    "run",
    "T001",
    "--repo",
    repository,
    "--agent",
    ". ./wait.sh",
  );
  await expect.poll(() => processesWith(sleep)).not.toEqual([]);
  child.kill("SIGINT");
  const { exit, output } = await done;
  expect(exit).toBe(130);
  expect(output).toContain("T001 stopped");
  expect(await processesWith(sleep)).toEqual([]);
});
