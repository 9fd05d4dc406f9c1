import { join } from "node:path";
import { expect, test } from "./app";
import { findings } from "./axe";
import { board, dialog, document, screenText, shell } from "./pages/app-pages";
import { createRepository, featureFiles } from "./repositories";

const tasks = [
  "- [ ] T001 [P] Say hello in a.txt (FR-001)",
  "- [ ] T002 [P] Say hello in b.txt (FR-001)",
  "- [ ] T003 [P] Say hello in c.txt (FR-001)",
  "- [ ] T004 [P] Say hello in d.txt (depends on T001)",
];

/** Asks with a bell, as agents do, and works on after an answer. */
const asks = "printf 'May I go on? \\a'; read -r answer; echo \"$answer\" > out.txt; echo thanks";

test("several tasks are queued from the board, and start one after the other", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(join(places.base, "small"), featureFiles(tasks));
  const running = await launch({ open: repository });
  const { page } = running;
  const { card } = board(page);
  await expect(document(page).ready).toBeVisible();
  await page.evaluate(() => window.specwright.call("queue.setMost", { most: 2 }));
  await shell(page).tab("Board").click();

  await test.step("x selects, Shift extends, and s opens the dialog", async () => {
    await card("T001").locator(".card-title").focus();
    await page.keyboard.press("x");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Shift+ArrowDown");
    await card("T004").locator(".card-title").focus();
    await page.keyboard.press("x");
    await expect(page.getByRole("toolbar", { name: "Selected tasks" })).toContainText("4 selected");
    await page.keyboard.press("s");
    await expect(dialog(page).self).toContainText("T004 depends on T001.");
    await dialog(page).self.getByRole("radio", { name: "Any command" }).check();
    await dialog(page).self.getByLabel("Command", { exact: true }).fill(asks);
    await expect(dialog(page).self.getByRole("checkbox", { name: /^T004/ })).not.toBeChecked();
    await dialog(page).self.getByRole("checkbox", { name: /^T004/ }).check();
    await expect(dialog(page).self).toContainText("It starts by itself after that.");
    expect.soft(await findings(running), "the dialog").toEqual([]);
    await dialog(page)
      .self.getByRole("button", { name: /start 3 tasks, queue 1$/i })
      .click();
    await expect(dialog(page).self).toBeHidden();
  });

  await expect(board(page).lane("Running").locator(".card")).toHaveCount(4);
  await expect(card("T004")).toHaveAccessibleName("T004, queued");

  await page.keyboard.press("Control+Shift+J");
  const tile = (task: string) => page.locator(".tile").filter({ hasText: task });
  const tiles = page.locator(".tile");

  await test.step("runs that wait take no place, so the others start; each has its question", async () => {
    await expect(tiles).toHaveCount(3);
    await expect(page.getByRole("region", { name: /^Question of/ })).toHaveCount(3);
    await expect(page.getByRole("region", { name: "Queue" })).toContainText(
      "T004 depends on T001.",
    );
    await expect.poll(() => screenText(tile("T002").getByTestId("terminal"))).toContain("go on?");
    expect.soft(await findings(running), "the grid").toEqual([]);
  });

  await test.step("arrows move, Enter shows a run alone, and Esc comes back to its tile", async () => {
    const title = (task: string) => tile(task).locator(".tile-open");
    await title("T001").focus();
    await page.keyboard.press("ArrowRight");
    await expect(title("T002")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("button", { name: "Stop", exact: true })).toBeVisible();
    await expect(page.locator("aside")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(title("T002")).toBeFocused();
  });

  await test.step("a question is answered in its tile, which stays in its place meanwhile", async () => {
    const before = await tile("T002").boundingBox();
    await tile("T002").getByRole("button", { name: "Answer in the terminal" }).click();
    await page.keyboard.type("yes");
    expect((await tile("T002").boundingBox())?.x).toBe(before?.x);
    await page.keyboard.press("Enter");
    await expect(tiles).toHaveCount(2);
  });

  await test.step("stopping all says what is kept, and pauses the queue", async () => {
    await page.getByRole("button", { name: "Stop all…" }).click();
    await expect(dialog(page).self).toContainText("are kept for review");
    await expect(dialog(page).self).toContainText("1 task stays in the queue, which is paused.");
    await dialog(page).press("Stop 2 runs");
    await expect(tiles).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Resume the queue" })).toBeVisible();
  });

  await test.step("the queue is there after a restart", async () => {
    await running.quit();
    const again = await launch({ open: repository });
    const strip = again.page.getByRole("region", { name: "Queue" });
    await again.page.keyboard.press("Control+Shift+J");
    await expect(strip).toContainText("T004");
    await strip.getByRole("button", { name: "Remove T004 from the queue" }).click();
    await expect(strip).toBeHidden();
  });
});
