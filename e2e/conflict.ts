import { readFile, writeFile } from "node:fs/promises";
import { expect, type Locator, type Page } from "@playwright/test";
import { document } from "./pages/app-pages";

/**
 * Changes a sentence in the editor and in the file at the same time.
 * @param words of a sentence in the open document
 * @returns the panel that asks what to do
 */
export async function makeConflict(page: Page, file: string, words: string): Promise<Locator> {
  await document(page).text.getByText(words).first().click();
  await page.keyboard.press("End");
  await page.keyboard.type(" Checked by hand.");
  await writeFile(file, (await readFile(file, "utf8")).replace(words, `${words}, as ever`));
  const conflicts = page.getByRole("region", { name: "Changed outside" });
  await expect(conflicts).toBeVisible();
  return conflicts;
}
