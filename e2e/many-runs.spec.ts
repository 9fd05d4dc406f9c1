import { join } from "node:path";
import { expect, test } from "./app";
import { findings } from "./axe";
import { board, dialog, document, shell } from "./pages/app-pages";
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
    expect.soft(await findings(running), "selected cards").toEqual([]);
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
});
