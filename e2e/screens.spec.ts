import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, root, test } from "./app";
import { makeConflict } from "./conflict";
import { board, dialog, document, run, screenText, shell, welcome } from "./pages/app-pages";
import { createRepository, git } from "./repositories";
import type { Running } from "./running";

const out = join(root, "out/screens");
const sizes = [
  [1280, 800],
  [1600, 1000],
] as const;

/** Writes pictures of a screen for people to look at; asserts that no content overflows the window. */
async function capture(running: Running, name: string): Promise<void> {
  const { page } = running;
  await test.step(name, async () => {
    for (const [width, height] of sizes) {
      await running.resize(width, height);
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.screenshot({
          path: join(out, `${name}-${colorScheme}-${width}x${height}.png`),
          animations: "disabled",
        });
      }
      const wide = await page.evaluate(() => window.document.documentElement.scrollWidth);
      expect.soft(wide, `${name} at ${width}`).toBeLessThanOrEqual(width);
    }
  });
}

test("every screen fits, in light and dark", async ({ launch, places }) => {
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const bare = await createRepository(join(places.base, "empty"), {
    "specs/001-empty/spec.md": "# Feature Specification: Empty\n",
  });
  const running = await launch({ open: join(places.base, "nowhere") });
  const { page } = running;
  const view = run(page);

  await expect(welcome(page).heading).toHaveText("This folder is not there");
  await capture(running, "refusal");
  await running.chooseFolder(bare);
  await page.getByRole("button", { name: "Open another folder" }).click();
  await expect(document(page).ready).toBeVisible();
  await shell(page).tab("Board").click();
  await expect(page.getByRole("heading", { name: "No tasks yet" })).toBeVisible();
  await capture(running, "board-empty");
  await shell(page).command("Close the project");
  await expect(welcome(page).trySample).toBeVisible();
  await capture(running, "welcome");

  await welcome(page).trySample.click();
  await expect(dialog(page).self).toBeVisible();
  await capture(running, "sample");
  await dialog(page).press("Cancel");
  await welcome(page).createSample(join(places.base, "parcel-rates"));
  await expect(document(page).text).toBeVisible();
  await capture(running, "editor");
  await page.keyboard.press("Control+Alt+y");
  await expect(page.getByRole("textbox", { name: /^Source of/ })).toBeVisible();
  await capture(running, "split");
  await page.keyboard.press("Control+Alt+y");
  const sample = join(places.base, "parcel-rates");
  const spec = "specs/001-rate-table-import/spec.md";
  await makeConflict(page, join(sample, spec), "half to even, to the cent");
  await capture(running, "conflict");
  await page.getByRole("button", { name: "Take theirs" }).click();
  await git(sample, "checkout", "--quiet", spec);
  await page.keyboard.press("Control+k");
  await expect(dialog(page).self.getByRole("option").first()).toBeVisible();
  await capture(running, "palette");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+n");
  await expect(dialog(page).self).toContainText("specs/002-");
  await capture(running, "new-feature");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "New document" }).click();
  await capture(running, "new-document");
  await page.keyboard.press("Escape");

  await shell(page).tab("Board").click();
  await board(page).start("T004");
  await expect(view.approve).toBeEnabled();
  await page.keyboard.press("End");
  await expect.poll(() => screenText(view.terminal)).toContain("Validation");
  await capture(running, "review");
  await view.approve.click();
  await capture(running, "approve");
  await dialog(page).press("Approve and merge");
  await expect(view.word).toHaveText("approved");
  await page.keyboard.press("5");
  await capture(running, "replay");

  const feature = page.getByRole("navigation").getByRole("button", { name: "Rate table import" });
  await feature.click();
  await shell(page).tab("Board").click();
  // The task in which the agent asks: it waits for the pictures.
  await board(page).start("T006");
  await expect.poll(() => screenText(view.terminal)).toContain("What should a customer read");
  await capture(running, "live");
  await feature.click();
  await shell(page).tab("Board").click();
  await expect(board(page).lane("Running")).toContainText("T006");
  await capture(running, "board");
  await board(page).card("T005").getByRole("button", { name: "Start" }).click();
  await expect(dialog(page).self).toContainText("scripted model");
  await capture(running, "start");
  await dialog(page).press("Cancel");
  await shell(page).tab("Runs").click();
  await expect(page.getByRole("row")).toHaveCount(3);
  await capture(running, "runs");
  await running.close();
  await expect(dialog(page).self).toContainText("T006");
  await capture(running, "quit");
});
