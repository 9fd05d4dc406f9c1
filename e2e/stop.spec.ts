import { access } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { board, dialog, run, screenText, shell } from "./pages/app-pages";
import { longSleep, processesWith } from "./processes";
import { onlyRun } from "./recordings";
import { createRepository, featureFiles, git } from "./repositories";

/** Asks, works after a key, reports that it is done, and ends at the second Ctrl-C, like real agents. */
const asksAndStays = `
stty raw -echo
say() { printf '\\033]7501;state=%s\\033\\\\' $1; }
key() { dd bs=1 count=1 2>/dev/null; }
say working; say blocked
printf 'May I?'
key > /dev/null
echo hello > hello.txt
say working; say done
printf ' Done.'
key > first.key; key > second.key
stty sane
exit 130
`
  .trim()
  .replaceAll("\n", "; ");

test("stopping ends every process; discarding keeps the work as a ref; finishing validates", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles([
      "- [ ] T001 Say hello in hello.txt (FR-001)\n  - Validation: `test -s hello.txt`",
    ]),
  );
  const { page } = await launch({ open: repository });
  await shell(page).tab("Board").click();
  const [own, apart] = [longSleep(), longSleep()];
  // A child process that ignores the usual signals in its own session, and one in the run's session.
  await board(page).start(
    "T001",
    `echo partial > hello.txt; setsid sh -c 'trap "" HUP TERM; ${apart}; ${apart}' & echo begun; ${own}`,
  );
  const { terminal, stop, finish, approve, word, discard } = run(page);
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

  // The task starts again, with an agent that asks and then stays at its prompt.
  await shell(page)
    .rail.getByRole("button", { name: /001 Small/ })
    .click();
  await shell(page).tab("Board").click();
  await board(page).start("T001", asksAndStays);
  await expect(word).toHaveText("waiting");
  await finish.click();
  await dialog(page).press("Let it go on");
  await expect(dialog(page).self).toBeHidden();
  await terminal.getByRole("textbox").focus();
  await page.keyboard.type("y");
  await expect(word).toHaveText("done");
  // An agent that reports itself finished loses nothing, so no question is asked.
  await finish.click();
  await expect(approve).toBeEnabled({ timeout: 30_000 });
  await expect(word).toHaveText("review");
  await page.keyboard.press("End");
  await expect.poll(() => screenText(terminal)).toContain("Validation passed");
  await approve.click();
  await dialog(page).press("Approve and merge");
  await expect(word).toHaveText("approved");
  expect(await git(repository, "show", "HEAD:hello.txt")).toBe("hello");
  // Its own keys ended it, one after the other.
  for (const file of ["first.key", "second.key"])
    expect(await git(repository, "show", `HEAD:${file}`)).toBe("\u0003");
});
