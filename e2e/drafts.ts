import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";

/** Waits until an edit is stored: in a draft, or already in its file. */
export async function expectKept(page: Page, file: string, edit: string): Promise<void> {
  await expect
    .poll(async () => (await drafts(page)) + (await readFile(file, "utf8")), { intervals: [20] })
    .toContain(edit);
}

/** The drafts in the window's database, as JSON: `[]` for none. */
export const drafts = (page: Page): Promise<string> => rows(page, "drafts");

/** The rows of a table in the window's database, as JSON. */
export function rows(page: Page, table: "drafts" | "fields" | "preferences"): Promise<string> {
  return page.evaluate(
    (name) =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open("specwright");
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const database = opening.result;
          const reading = database.transaction(name).objectStore(name).getAll();
          reading.onerror = () => reject(reading.error);
          reading.onsuccess = () => {
            database.close();
            resolve(JSON.stringify(reading.result));
          };
        };
      }),
    table,
  );
}
