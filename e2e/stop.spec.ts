import { access } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { board, dialog, run, screenText, shell } from "./pages/app-pages";
import { longSleep, processesWith } from "./processes";
import { onlyRun } from "./recordings";
import { createRepository, featureFiles, git } from "./repositories";

test("stopping ends every process; discarding keeps the work as a ref", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  const { page } = await launch({ open: repository });
  await shell(page).tab("Board").click();
  const [own, apart] = [longSleep(), longSleep()];
  // A child that ignores the usual signals in a session of its own, and one that stays.
  await board(page).start(
    "T001",
    `echo partial > hello.txt; setsid sh -c 'trap "" HUP TERM; ${apart}; ${apart}' & echo begun; ${own}`,
  );
  const { terminal, stop, approve, word, discard } = run(page);
  await expect.poll(() => screenText(terminal)).toContain("begun");
  await expect.poll(() => processesWith(own)).not.toEqual([]);
  await expect.poll(() => processesWith(apart)).not.toEqual([]);

  await stop.click();
  await dialog(page).press("Stop run");
  await expect(word).toHaveText("stopped");
  expect(await processesWith(own)).toEqual([]);
  expect(await processesWith(apart)).toEqual([]);
  await expect(approve).toBeDisabled();
  await expect(approve).toHaveAccessibleDescription(/Cannot be approved\. This run was stopped\./);

  const { id, folder } = await onlyRun(places);
  const worktree = folder.replace(join(places.home, "runs"), join(places.home, "worktrees"));
  await access(join(worktree, "hello.txt"));
  await discard.click();
  await dialog(page).press("Discard run");
  await expect(word).toHaveText("discarded");
  expect(await git(repository, "show", `refs/specwright/kept/${id}:hello.txt`)).toBe("partial");
  await expect.poll(() => git(repository, "branch", "--format=%(refname:short)")).toBe("main");
  expect((await git(repository, "worktree", "list")).split("\n")).toHaveLength(1);
  await expect(access(worktree)).rejects.toThrow("ENOENT");
  expect(await git(repository, "status", "--porcelain")).toBe("");
});
