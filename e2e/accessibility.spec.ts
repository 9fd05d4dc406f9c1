import { join } from "node:path";
import { expect, test } from "./app";
import { findings } from "./axe";
import { makeConflict } from "./conflict";
import { board, dialog, document, run, screenText, shell, welcome } from "./pages/app-pages";
import { longSleep } from "./processes";
import { realDocument } from "./real-document";
import { createRepository, featureFiles, git } from "./repositories";

test("axe finds nothing serious on any screen", async ({ launch, places }) => {
  const running = await launch({ open: join(places.base, "nowhere") });
  const { page } = running;
  const check = (screen: string) =>
    test.step(screen, async () => expect.soft(await findings(running), screen).toEqual([]));
  const view = run(page);

  await expect(welcome(page).heading).toHaveText("This folder is not there");
  await check("refusal");
  await page.getByRole("button", { name: "Back" }).click();
  await check("welcome");
  await welcome(page).trySample.click();
  await expect(dialog(page).self).toBeVisible();
  await check("sample dialog");
  await dialog(page).press("Cancel");

  await welcome(page).createSample(join(places.base, "parcel-rates"));
  await expect(document(page).text).toBeVisible();
  await check("editor");
  await page.keyboard.press("Control+Alt+u");
  await expect(page.getByRole("textbox", { name: /^Source of/ })).toBeFocused();
  await check("source");
  await page.keyboard.press("Control+Alt+y");
  await expect(document(page).text).toBeVisible();
  await check("split");
  await page.keyboard.press("Control+Alt+y");
  const sample = join(places.base, "parcel-rates");
  const spec = "specs/001-rate-table-import/spec.md";
  await makeConflict(page, join(sample, spec), "half to even, to the cent");
  await check("conflict");
  await page.getByRole("button", { name: "Take theirs" }).click();
  await git(sample, "checkout", "--quiet", spec);
  await page.keyboard.press("Control+k");
  await expect(dialog(page).self.getByRole("option").first()).toBeVisible();
  await check("palette");
  await page.keyboard.press("Escape");
  await shell(page).tab("Board").click();
  const start = board(page).card("T004").getByRole("button", { name: "Start" });
  await start.click();
  await expect(dialog(page).self).toContainText("scripted model");
  await check("start dialog");
  await dialog(page).press("Cancel");
  await check("board");

  await board(page).start("T004");
  await expect(view.approve).toBeEnabled();
  await check("review");
  await view.approve.click();
  await check("approve dialog");
  await dialog(page).press("Approve and merge");
  await expect(view.word).toHaveText("approved");
  await page.keyboard.press("5");
  await check("replay");
  await page.getByRole("navigation").getByRole("button", { name: "Rate table import" }).click();
  await shell(page).tab("Runs").click();
  await expect(page.getByRole("row").nth(1)).toBeVisible();
  await check("run list");
  await shell(page).tab("Board").click();
  await board(page).start("T005", `printf '\\033[31mred\\033[0m\\n'; ${longSleep()}`);
  await expect.poll(() => screenText(view.terminal)).toContain("red");
  await check("live run");
  await running.close();
  await expect(dialog(page).self).toContainText("T005");
  await check("quit dialog");
});

test("axe finds nothing serious in realistic documents", async ({ launch, places }) => {
  const repository = await createRepository(join(places.base, "real"), {
    ...featureFiles(["- [ ] T001 Say hello"]),
    "specs/001-small/research.md": realDocument,
    // Not UTF-8, so the document is read-only.
    "specs/001-small/locked.md": Buffer.from(`${realDocument}\nCaf\xe9\n`, "latin1"),
  });
  const running = await launch({ open: repository });
  const { page } = running;
  const { text } = document(page);
  for (const name of ["Research", "Locked"]) {
    await shell(page).tab(name).click();
    await expect(
      page.locator(`[data-path$="/${name.toLowerCase()}.md"][data-ready]`),
    ).toBeVisible();
    await text.locator(".diagram").scrollIntoViewIfNeeded();
    await expect(text.locator(".diagram img")).toBeVisible();
    expect.soft(await findings(running), name).toEqual([]);
  }
  // A read-only document has no cursor, so Tab reaches its scrollable blocks.
  await expect(text.locator("pre").first()).toHaveAttribute("tabindex", "0");
  await expect(text.getByRole("region", { name: "Table" })).toHaveAttribute("tabindex", "0");
});

test("the whole loop without a mouse", async ({ launch, places }) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  const running = await launch();
  const { page } = running;
  const view = run(page);
  const { keyboard } = page;
  await expect(welcome(page).trySample).toBeFocused();
  await running.chooseFolder(repository);
  await keyboard.press("Tab");
  await expect(welcome(page).openRepository).toBeFocused();
  await keyboard.press("Enter");
  await expect(document(page).ready).toBeVisible();

  await keyboard.press("Control+j");
  const title = board(page).card("T001").getByRole("button", { name: "Say hello" });
  await expect(title).toBeVisible();
  await keyboard.press("Control+Enter");
  await expect(dialog(page).self).toContainText("Start T001");
  await dialog(page).self.getByRole("radio", { name: "Built-in" }).focus();
  // The last choice is any command, whatever agents this machine has.
  await keyboard.press("ArrowUp");
  await keyboard.press("Tab");
  await keyboard.type("echo hello > hello.txt; printf 'ready? '; read -r line");
  // Nothing starts before the dialog shows what will run.
  await expect(dialog(page).self.getByRole("button", { name: /start$/i })).toBeEnabled();
  await keyboard.press("Enter");
  await expect.poll(() => screenText(view.terminal)).toContain("ready?");
  await keyboard.press("Control+Shift+E");
  await expect(page.getByRole("complementary")).toBeFocused();
  await keyboard.press("Shift+Tab");
  await keyboard.press("Shift+Tab");
  await expect(view.terminal.getByRole("textbox")).toBeFocused();
  await keyboard.press("Enter");

  await expect(view.approve).toBeEnabled();
  await keyboard.press("F8");
  await keyboard.press("Control+Shift+A");
  await expect(dialog(page).self).toBeVisible();
  const merge = dialog(page).self.getByRole("button", { name: "Approve and merge" });
  for (let presses = 0; presses < 4; presses += 1) {
    if (await merge.evaluate((button) => button === window.document.activeElement)) break;
    await keyboard.press("Tab");
  }
  await keyboard.press("Enter");
  await expect(view.word).toHaveText("approved");
  expect(await git(repository, "show", "HEAD:hello.txt")).toBe("hello");
});
