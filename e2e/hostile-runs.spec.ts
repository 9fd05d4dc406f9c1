import { existsSync } from "node:fs";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { runSummarySchema } from "@shared/runs/summary";
import { expect, test } from "./app";
import { cli } from "./command-line";
import { changedByAgent } from "./hostile-repos/changed-by-agent";
import { forgeRecord } from "./hostile-repos/forged-record";
import { hiddenScript } from "./hostile-repos/hidden-script";
import { leftDaemon } from "./hostile-repos/left-daemon";
import { nestedRepository } from "./hostile-repos/nested-repository";
import { swappedTree, theirs } from "./hostile-repos/swapped-tree";
import { undecidable } from "./hostile-repos/undecidable";
import { dialog, run, shell } from "./pages/app-pages";
import { processesWith } from "./processes";
import { runFolders } from "./recordings";
import { createRepository, featureFiles, git } from "./repositories";

// These agents have the person's rights: what the app promises of its own holds also without a sandbox.

test("a process that an agent leaves behind cannot change the validated files, and a forged record is found", async ({
  places,
}) => {
  const folder = join(places.base, "daemon");
  const hostile = await leftDaemon.build({ folder, person: places.base });
  const words = ["run", hostile.task, "--repo", hostile.repository, "--agent", hostile.agent];
  const made = await cli(places, ...words, "--no-sandbox", "--json");
  const summary = runSummarySchema.parse(JSON.parse(made.output));
  expect(summary.state).toMatchObject({ phase: "review", validation: { result: "passed" } });
  if (summary.state.phase !== "review") return;
  const { commit } = summary.state.change;
  expect(await git(hostile.repository, "show", `${commit}:hello.txt`)).toBe("good");
  expect(await processesWith(`${hostile.canary}.sh`)).toEqual([]);
  expect(existsSync(hostile.canary)).toBe(false);

  expect((await cli(places, "verify", summary.id)).exit).toBe(0);
  const [runFolder = ""] = await runFolders(places);
  const log = join(runFolder, "events.jsonl");
  const lines = await readFile(log, "utf8");
  await forgeRecord(runFolder);
  const rewritten = await cli(places, "verify", summary.id);
  expect(rewritten.exit).toBe(1);
  expect(rewritten.output.match(/^FAIL.*/gm)).toEqual([
    expect.stringContaining("not those that the app heard of"),
  ]);
  // The record up to a point before the session's end is still consistent.
  await writeFile(log, lines.split("\n").slice(0, 3).join("\n").concat("\n"));
  const forged = await cli(places, "verify", summary.id);
  expect(forged.exit).toBe(1);
  expect(forged.output).toContain("not those that the app heard of");
});

test("a review shows files that an agent tried to hide", async ({ launch, places }) => {
  const hidden = await hiddenScript.build({
    folder: join(places.base, "hidden"),
    person: places.base,
  });
  const words = ["run", hidden.task, "--repo", hidden.repository, "--agent", hidden.agent];
  await cli(places, ...words, "--no-sandbox");
  const { page } = await launch({ open: hidden.repository });
  await shell(page).rail.getByRole("button", { name: "T001" }).click();
  const files = page.getByRole("tablist", { name: "Changed files" });
  await expect(files.locator(".hidden-sign")).toHaveText("U+202E");
  await files.getByRole("tab", { name: /setup\.sh/ }).click();
  await expect(page.locator(".diff")).toContainText(`touch ${hidden.canary}`);
  await expect(page.locator(".diff")).toContainText("A program.");
  await files.getByRole("tab", { name: /link/ }).click();
  await expect(page.locator(".diff")).toContainText("A link to ../../etc/passwd.");
  await expect(page.getByRole("region", { name: "Beside the change" })).toContainText(
    "info/attributes",
  );
  await expect(page.getByRole("button", { name: "Approve, 1 not shown" })).toBeEnabled();
  await files.getByRole("tab", { name: /zero/ }).click();
  await page.getByRole("button", { name: "Show all of it as text" }).click();
  await expect(page.locator(".diff")).toContainText(`touch ${hidden.canary}`);
  await expect(run(page).approve).toBeEnabled();
  expect(existsSync(hidden.canary)).toBe(false);
});

test("programs that an agent writes for git are not run by the app's git", async ({ places }) => {
  for (const [index, builder] of [changedByAgent, nestedRepository].entries())
    await test.step(builder.name, async () => {
      const folder = join(places.base, `run-${index}`);
      const { repository, task, agent, canary } = await builder.build({
        folder,
        person: places.base,
      });
      const words = ["--repo", repository, "--agent", agent, "--no-sandbox", "--json"];
      const made = await cli(places, "run", task, ...words);
      const summary = runSummarySchema.parse(JSON.parse(made.output));
      expect(summary.state).toMatchObject({ phase: "review" });
      expect(existsSync(canary)).toBe(false);
      // Git itself runs the trap; it looks into a repository in the tree only after adding it.
      await git(summary.worktree, "add", "--all").catch(() => undefined);
      await git(summary.worktree, "status").catch(() => undefined);
      expect(existsSync(canary)).toBe(true);
    });
});

test("a working tree that was replaced by a link is not removed, and neither is the link's target", async ({
  places,
}) => {
  const place = { folder: join(places.base, "swapped"), person: places.base };
  const { repository, task, agent } = await swappedTree.build(place);
  const words = ["--repo", repository, "--agent", agent, "--no-sandbox", "--json"];
  const made = await cli(places, "run", task, ...words);
  const { id, worktree } = runSummarySchema.parse(JSON.parse(made.output));
  const said = await cli(places, "discard", id, "--repo", repository);
  expect(said).toMatchObject({ exit: 0, output: expect.stringContaining(worktree) });
  expect(await readFile(theirs(repository), "utf8")).toBe("nowhere else\n");
  expect(await git(repository, "log", "--all", "--format=%H", "--", "only.txt")).toBe("");
});

test("a run that git cannot read, and one whose record is damaged, are discarded without a window", async ({
  places,
}) => {
  const place = { folder: join(places.base, "undecidable"), person: places.base };
  const { repository, task, agent } = await undecidable.build(place);
  const start = (by: string) =>
    cli(places, "run", task, "--repo", repository, "--agent", by, "--no-sandbox", "--json");
  const { id } = runSummarySchema.parse(JSON.parse((await start(agent)).output));
  expect(await cli(places, "discard", id, "--repo", repository)).toMatchObject({ exit: 0 });
  // Its task can start again.
  const again = await start("echo hello > hello.txt");
  expect(again.exit).toBe(0);

  const [, folder = ""] = await runFolders(places);
  await appendFile(join(folder, "events.jsonl"), "garbage\n");
  const said = await cli(places, "discard", basename(folder), "--repo", repository);
  expect(said).toMatchObject({ exit: 0, output: expect.stringContaining("not valid JSON") });
  const kept = `refs/specwright/kept/${basename(folder)}`;
  expect(await git(repository, "show", `${kept}:hello.txt`)).toBe("hello");
});

test("a run with an unreadable record is listed, with a way to discard it", async ({
  launch,
  places,
}) => {
  const tasks = featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]);
  const repository = await createRepository(join(places.base, "small"), tasks);
  await cli(places, "run", "T001", "--repo", repository, "--agent", "echo hi > hello.txt");
  const [folder = ""] = await runFolders(places);
  await appendFile(join(folder, "events.jsonl"), "garbage\n");
  const { page } = await launch({ open: repository });
  await shell(page).tab("Runs").click();
  const damaged = page.getByRole("region", { name: "Runs that cannot be read" });
  await expect(damaged).toContainText("not valid JSON");
  await damaged.getByRole("button", { name: "Discard…" }).click();
  await dialog(page).press("Trust, then discard run");
  await expect(damaged).toBeHidden();
  expect(await git(repository, "branch", "--list", "specwright/*")).toBe("");
});
