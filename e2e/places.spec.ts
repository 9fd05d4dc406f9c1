import { join } from "node:path";
import { expect, test } from "./app";
import { board, document, run, screenText, shell } from "./pages/app-pages";
import { createRepository, featureFiles } from "./repositories";

test("every view has a way back, an ID leads to its definition, and F8 opens the run that waits", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles([
      "- [ ] T001 Say hello in hello.txt (FR-001)",
      "- [ ] T002 Remove the old greeting (FR-001)",
    ]),
  );
  const running = await launch({ open: repository });
  const { page } = running;
  const view = run(page);
  await expect(document(page).ready).toBeVisible();
  await shell(page).tab("Board").click();

  await test.step("a start that is not possible says what is missing", async () => {
    await board(page).card("T001").getByRole("button", { name: "Start" }).click();
    const start = page.getByRole("dialog").getByRole("button", { name: /start$/i });
    await expect(start).toBeDisabled();
    await expect(start).toHaveAccessibleDescription(/Set ANTHROPIC_API_KEY, or ANTHROPIC_BASE_URL/);
    await page.getByRole("radio", { name: "Any command" }).check();
    await expect(start).toHaveAccessibleDescription("Write the command that starts your agent.");
    await page.getByRole("button", { name: "Cancel" }).click();
  });

  await board(page).start("T001", `printf 'Which greeting?\\a'; read answer; git rm -q README.md`);
  await expect.poll(() => screenText(view.terminal)).toContain("Which greeting?");
  await expect(view.word).toHaveText("waiting");

  await test.step("a run that waits is not said to go on", async () => {
    await expect(shell(page).state).toContainText("1 run waits for you");
    await expect(shell(page).state).not.toContainText("going on");
  });

  await test.step("the arrow in the title bar leads back, and F8 to the run whose agent waits", async () => {
    await page.getByRole("button", { name: "Back", exact: true }).click();
    await expect(board(page).card("T001")).toBeVisible();
    await expect(page.getByRole("button", { name: "Forward" })).toBeEnabled();
    await page.keyboard.press("F8");
    await expect(view.terminal).toBeVisible();
  });

  await test.step("in a terminal, Alt with an arrow belongs to the program", async () => {
    await view.terminal.click();
    await page.keyboard.press("Alt+ArrowLeft");
    await expect(view.terminal).toBeVisible();
  });

  await test.step("the IDs of a run lead to the board and to the spec", async () => {
    await page.getByRole("button", { name: "T001", exact: true }).first().click();
    await expect(board(page).card("T001")).toBeVisible();
    await page.keyboard.press("Alt+ArrowLeft");
    await page.getByRole("button", { name: "FR-001", exact: true }).click();
    await expect(document(page).text).toContainText("The program MUST say hello.");
    await page.keyboard.press("Alt+ArrowLeft");
    await expect(view.terminal).toBeVisible();
  });

  await test.step("the run's side is reached by Tab", async () => {
    const side = page.getByRole("complementary", { name: "About the run of T001" });
    await side.focus();
    await expect(side).toBeFocused();
    await expect(side).toHaveAttribute("tabindex", "0");
  });

  await test.step("a removed file is shown from its first line", async () => {
    await view.terminal.click();
    await page.keyboard.type("hello\n");
    await expect(view.approve).toBeEnabled();
    await expect(page.locator(".diff-place").first()).toHaveText("Line 1");
  });

  await test.step("zoom", async () => {
    const ratio = () => page.evaluate(() => window.devicePixelRatio);
    const before = await ratio();
    await page.keyboard.press("Control+=");
    await expect.poll(ratio).toBeGreaterThan(before);
    await page.keyboard.press("Control+0");
    await expect.poll(ratio).toBe(before);
    await page.keyboard.press("Control+-");
    await expect.poll(ratio).toBeLessThan(before);
    await page.keyboard.press("Control+0");
  });
});
