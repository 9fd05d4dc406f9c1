import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, type Places, test } from "./app";
import { rows } from "./drafts";
import { board, dialog, notices, run, shell } from "./pages/app-pages";
import { runFolders } from "./recordings";
import { createRepository, featureFiles, git } from "./repositories";
import type { Running } from "./running";

async function openBoard(
  { launch, places }: { launch: (options: { open: string }) => Promise<Running>; places: Places },
  tasks: readonly string[],
): Promise<{ page: Running["page"]; repository: string }> {
  const repository = await createRepository(join(places.base, "small"), featureFiles(tasks));
  const { page } = await launch({ open: repository });
  await shell(page).tab("Board").click();
  return { page, repository };
}

async function goToBoard(page: Running["page"]): Promise<void> {
  await page.getByRole("navigation").getByRole("button", { name: "Small" }).click();
  await shell(page).tab("Board").click();
}

async function approve(page: Running["page"]): Promise<void> {
  await run(page).approve.click();
  await dialog(page).press("Approve and merge");
}

test("a run that is sent back does not change the branch, and the next run gets the reason", async ({
  launch,
  places,
}) => {
  const { page, repository } = await openBoard({ launch, places }, [
    "- [ ] T001 Say hello in hello.txt (FR-001)",
  ]);
  const base = await git(repository, "rev-parse", "HEAD");
  const agent = 'printf %s "$SPECWRIGHT_PROMPT" > prompt.txt; echo hi > hello.txt';
  await board(page).start("T001", agent);
  await run(page).sendBack.click();
  const note = dialog(page).self.getByLabel("What should be different");
  await note.fill("Say it in French.");
  // The typed reason is there again, also after the window was reloaded.
  await page.keyboard.press("Escape");
  await expect(dialog(page).self).toBeHidden();
  await expect.poll(() => rows(page, "fields")).toContain("Say it in French.");
  await page.reload();
  await run(page).sendBack.click();
  await expect(note).toHaveValue("Say it in French.");
  await dialog(page).press("Send back");
  await expect(run(page).word).toHaveText("sent back");
  await expect.poll(() => rows(page, "fields")).toBe("[]");
  expect(await git(repository, "rev-parse", "HEAD")).toBe(base);
  expect(await git(repository, "status", "--porcelain")).toBe("");

  await goToBoard(page);
  const card = board(page).lane("Ready").locator('[data-task="T001"]');
  await expect(card).toContainText("sent back");
  await expect(card).toContainText("Say it in French.");
  await board(page).start("T001", agent);
  await expect(run(page).approve).toBeEnabled();
  const [, second] = await runFolders(places);
  const worktree = (second ?? "").replace(
    join(places.home, "runs"),
    join(places.home, "worktrees"),
  );
  expect(await readFile(join(worktree, "prompt.txt"), "utf8")).toContain("> Say it in French.");
});

test("a failed validation, and a run without changes, are reported", async ({ launch, places }) => {
  const { page, repository } = await openBoard({ launch, places }, [
    "- [ ] T001 [P] Say hello in hello.txt (FR-001)\n  - Validation: `grep -q hello hello.txt`",
    "- [ ] T002 [P] Say bye in bye.txt",
  ]);
  await board(page).start("T001", "echo goodbye > hello.txt");
  const view = run(page);
  await expect(view.word).toHaveText("tests failed");
  await expect(view.approve).toBeDisabled();
  await expect(view.approve).toHaveAccessibleDescription(/The validation failed\./);

  await goToBoard(page);
  await board(page).start("T002", "true");
  await expect(view.word).toHaveText("review");
  await expect(page.getByText("The run changed no files.")).toBeVisible();
  await expect(view.approve).toBeDisabled();
  expect(await git(repository, "rev-list", "--count", "HEAD")).toBe("1");
});

test("an approval merges with commits made meanwhile, and refuses conflicts", async ({
  launch,
  places,
}) => {
  const { page, repository } = await openBoard({ launch, places }, [
    "- [ ] T001 [P] Say hello in hello.txt (FR-001)",
    "- [ ] T002 [P] Say more in README.md",
    "- [ ] T003 [P] Say last in last.txt",
  ]);
  const view = run(page);
  const finish = async (task: string, command: string) => {
    await goToBoard(page);
    await board(page).start(task, command);
    await expect(view.approve).toBeEnabled();
  };
  const commit = async (text: string) => {
    await writeFile(join(repository, "README.md"), text);
    await git(repository, "commit", "--quiet", "--all", "--message=meanwhile");
  };

  await test.step("another file was committed", async () => {
    await finish("T001", "echo hello > hello.txt");
    await commit("# Small\n\nMeanwhile.\n");
    await approve(page);
    await expect(view.word).toHaveText("approved");
    expect(await git(repository, "show", "HEAD:README.md")).toContain("Meanwhile.");
    expect(await git(repository, "show", "HEAD:hello.txt")).toBe("hello");
    expect(await git(repository, "status", "--porcelain")).toBe("");
  });

  await test.step("the same lines were committed", async () => {
    await finish("T002", "echo '# Agent' > README.md");
    await commit("# Person\n");
    const head = await git(repository, "rev-parse", "HEAD");
    await approve(page);
    await expect(notices(page)).toContainText("README.md");
    await expect(view.word).toHaveText("review");
    expect(await git(repository, "rev-parse", "HEAD")).toBe(head);
    expect(await git(repository, "status", "--porcelain")).toBe("");
    await page.getByRole("button", { name: "Close", exact: true }).click();
  });

  await test.step("uncommitted changes are in the way", async () => {
    await finish("T003", "echo last > last.txt");
    const head = await git(repository, "rev-parse", "HEAD");
    await writeFile(join(repository, "last.txt"), "mine\n");
    await approve(page);
    await expect(notices(page)).toContainText("last.txt");
    await expect(view.word).toHaveText("review");
    expect(await git(repository, "rev-parse", "HEAD")).toBe(head);
    expect(await readFile(join(repository, "last.txt"), "utf8")).toBe("mine\n");
  });
});
