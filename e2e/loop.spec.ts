import { join } from "node:path";
import { expect, test } from "./app";
import { findings as axeFindings } from "./axe";
import { board, document, run, screenText, shell, welcome } from "./pages/app-pages";
import { git } from "./repositories";

test("the whole loop: write, direct, watch, review, approve, replay", async ({
  launch,
  places,
}) => {
  const running = await launch();
  const { page } = running;
  const sample = join(places.base, "parcel-rates");
  await welcome(page).createSample(sample);

  // Write: an edit is saved automatically, and no other byte changes.
  const spec = document(page);
  await expect(spec.text).toBeVisible();
  await spec.text.getByText("half to even").first().click();
  await page.keyboard.press("End");
  await page.keyboard.type(" Checked by hand.");
  await expect(shell(page).state).toContainText("Saved");
  await expect(shell(page).state).toContainText("1 file not committed");
  const changed = await git(sample, "diff", "--numstat");
  expect(changed).toMatch(/^1\t1\tspecs\/001-rate-table-import\/spec\.md$/);

  // Direct: the board starts a task in a working tree of its own.
  await shell(page).tab("Board").click();
  await board(page).start("T004");
  const live = run(page);
  await expect(live.terminal).toBeVisible();
  await expect.poll(() => screenText(live.terminal)).toContain("scripted model");

  // Review: the shown change is the approved one.
  await expect(live.approve).toBeEnabled();
  await live.approve.click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /approve/i })
    .click();
  await expect(live.word).toHaveText("approved");

  const message = await git(sample, "log", "-1", "--format=%B");
  expect(message).toMatch(/^Spec: specs\/001-rate-table-import\/spec\.md@[0-9a-f]{40}$/m);
  expect(message).toMatch(/^Task: T004$/m);
  expect(message).toMatch(/^Run: \S+$/m);
  expect(message).toMatch(/^Recording: sha256:[0-9a-f]{64}$/m);
  const before = await git(sample, "show", "HEAD~1:specs/001-rate-table-import/tasks.md");
  const after = await git(sample, "show", "HEAD:specs/001-rate-table-import/tasks.md");
  expect(differences(Buffer.from(before), Buffer.from(after))).toEqual(["  → X"]);

  // Replay: the recording shows the same screen again.
  await live.timeline.focus();
  await page.keyboard.press("End");
  await expect.poll(() => screenText(live.terminal)).toContain("Validation");
  await page.keyboard.press("Home");
  await expect.poll(() => screenText(live.terminal)).not.toContain("Validation");

  // The recorded answers give the same files again; on top of their own result they do not fit.
  await page.getByRole("button", { name: "Re-drive…" }).click();
  const again = page.getByRole("dialog", { name: "Re-drive T004" });
  await again.getByRole("button", { name: "From where it began" }).click();
  await expect(again.getByRole("status")).toContainText("Reproduced:");
  await again.getByRole("button", { name: "From main as it is now" }).click();
  await expect(again.getByRole("status")).toContainText("It parts at step");
  expect.soft(await axeFindings(running), "re-drive").toEqual([]);
  await again.getByRole("button", { name: "Close" }).click();
  await expect(again).toBeHidden();

  // Back from the requirement to its run and to its commit.
  const feature = shell(page).rail.getByRole("button", { name: "Rate table import" });
  const commit = await git(sample, "rev-parse", "HEAD");
  for (const row of [/T004.*approved/, new RegExp(`${commit.slice(0, 10)}.*from T004`)]) {
    await feature.click();
    await shell(page).tab("Spec").click();
    await spec.text.getByText("System MUST round a share").click();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Alt+F12");
    const card = page.getByRole("dialog", { name: "FR-004" });
    await card.getByRole("button", { name: row }).press("Enter");
    await expect(card).toBeHidden();
    await expect(live.word).toHaveText("approved");
  }

  // The approved change rests on the committed text; after a change of the text it is stale.
  await feature.click();
  await shell(page).tab("Board").click();
  const card = board(page).card("T004");
  const stale = card.getByRole("button", { name: "stale" });
  await stale.click();
  const revision = page.getByRole("dialog");
  await expect(revision).toContainText("The approved change rests on the spec at");
  await expect(revision.locator("ins")).toContainText("Checked by hand.");
  await page.keyboard.press("Escape");
  await git(sample, "checkout", "--quiet", "specs");
  await expect(stale).toBeHidden();
  await expect(card).toContainText("with evidence");
});

/** The differing bytes as letters, or both texts when their lengths differ. */
function differences(before: Buffer, after: Buffer): string[] {
  if (before.length !== after.length) return [after.toString()];
  return [...after].flatMap((byte, at) =>
    byte === before[at]
      ? []
      : [`${String.fromCharCode(before[at] ?? 0)} → ${String.fromCharCode(byte)}`],
  );
}
