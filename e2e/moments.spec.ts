import { join } from "node:path";
import { expect, test } from "./app";
import { findings } from "./axe";
import { board, dialog, run, shell } from "./pages/app-pages";
import { createRepository, featureFiles, git } from "./repositories";
import type { Running } from "./running";

/**
 * Shell code of the agent that waits until a checkpoint was taken. A confined run has refs of its own; the
 * repository's are two folders above git's folder of the tree.
 */
const until = (seq: number) =>
  `until git --git-dir="$(git rev-parse --git-dir)/../.." for-each-ref refs/specwright/checkpoints | grep -q /${seq}$; do sleep 0.05; done`;

const agent = [
  "if [ -f lib/b.txt ]; then echo again > c.txt; exit; fi",
  "echo one > a.txt",
  until(1),
  "echo two > a.txt; mkdir lib; echo b > lib/b.txt",
  until(2),
  "rm a.txt",
].join("; ");

const moments = (page: Running["page"]) => ({
  bar: page.locator(".moment-bar"),
  files: page.locator(".evidence-files button"),
  event: (text: string) =>
    page.locator(".evidence-events").getByRole("button", { name: text }).first(),
  change: page.locator(".replay-change"),
});

test("files and diff are those at the replay's position", async ({ launch, places }) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello (FR-001)"]),
  );
  const running = await launch({ open: repository });
  const { page } = running;
  await shell(page).tab("Board").click();
  await board(page).start("T001", agent);
  const view = run(page);
  const { bar, files, event, change } = moments(page);
  await expect(view.approve).toBeEnabled();
  await expect(bar).toContainText("The whole change.");
  await expect(files).toHaveText([/lib\/b\.txt/]);

  await event("Files changed: a.txt").click();
  await expect(bar).toContainText("As it was at");
  await expect(files).toHaveText([/a\.txt/]);
  await expect(change).toContainText("one");
  await expect(view.approve).toBeDisabled();
  await expect(view.approve).toHaveAccessibleDescription(/Approve at the end\./);
  expect(await findings(running)).toEqual([]);

  await event("Files changed: a.txt and 1 more").click();
  await expect(files).toHaveText([/a\.txt/, /lib\/b\.txt/]);
  await expect(change).toContainText("two");

  await view.timeline.focus();
  await page.keyboard.press("Home");
  await expect(bar).toContainText("nothing had changed yet");
  await expect(files).toHaveCount(0);
  await bar.getByRole("button", { name: "Show the whole change" }).click();
  await expect(files).toHaveText([/lib\/b\.txt/]);
  await expect(view.approve).toBeEnabled();
  await view.sendBack.click();
  await dialog(page).self.getByLabel("What should be different").fill("Keep a.txt.");
  await dialog(page).press("Send back");
  await expect(view.word).toHaveText("sent back");

  // Its recording shows the same afterwards, and a new run of the task continues from there.
  await event("Files changed: a.txt and 1 more").click();
  await expect(files).toHaveText([/a\.txt/, /lib\/b\.txt/]);
  await bar.getByRole("button", { name: "Start again from here" }).click();
  await expect(view.approve).toBeEnabled();
  await expect(files).toHaveText([/a\.txt/, /c\.txt/, /lib\/b\.txt/]);
  await view.approve.click();
  await dialog(page).press("Approve and merge");
  await expect(view.word).toHaveText("approved");
  expect(await git(repository, "show", "HEAD:a.txt")).toBe("two");
});
