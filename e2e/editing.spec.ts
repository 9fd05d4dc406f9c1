import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, type Running, test } from "./app";
import { findings } from "./axe";
import { document } from "./pages/app-pages";
import { createRepository } from "./repositories";

const folder = "specs/001-writing";

/** Each feature of the editor has a document of its own, all in one repository and one started app. */
const documents = {
  "spec.md": "# Feature Specification: Writing\n\nStart here.\n",
  "find.md":
    "# Rate table\n\nA rate, a **ra**te and rates.\n\n<!-- the rate -->\n\n| rate | b |\n|---|---|\n| 1 | 2 |\n\n```text\nrate = 1\n```\n\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx!\n",
};

interface Desk {
  readonly running: Running;
  readonly page: Page;
  /** Shows a document, with the cursor at its end. */
  open(name: keyof typeof documents): Promise<void>;
  /** Waits until a document's file says this. */
  saved(name: keyof typeof documents, text: string): Promise<void>;
}

test("writing by keyboard", async ({ launch, places }) => {
  test.setTimeout(120_000);
  const repository = await createRepository(
    join(places.base, "writing"),
    Object.fromEntries(
      Object.entries(documents).map(([name, text]) => [`${folder}/${name}`, text]),
    ),
  );
  const running = await launch({ open: repository });
  const { page } = running;
  const desk: Desk = {
    running,
    page,
    async open(name) {
      const title = name.replace(/\.md$/, "").replace(/^./, (letter) => letter.toUpperCase());
      await page.getByRole("tab", { name: title, exact: true }).click();
      await expect(page.locator(`[data-path$="/${name}"][data-ready]`)).toBeVisible();
      await document(page).text.focus();
      await page.keyboard.press("Control+End");
    },
    saved: (name, text) =>
      expect.poll(() => readFile(join(repository, folder, name), "utf8")).toBe(text),
  };
  await test.step("find and replace", () => findAndReplace(desk));
});

async function findAndReplace({ running, page, open, saved }: Desk): Promise<void> {
  const { keyboard } = page;
  const bar = page.getByRole("search");
  const word = bar.getByRole("status");
  const before = documents["find.md"];
  await open("find.md");
  await keyboard.press("Control+f");
  await keyboard.type("rate");
  await expect(word).toHaveText("1 of 7");
  await keyboard.press("Enter");
  await expect(word).toHaveText("2 of 7");
  await keyboard.press("F3");
  await keyboard.press("Shift+Enter");
  await expect(word).toHaveText("2 of 7");
  expect(await findings(running)).toEqual([]);

  await bar.getByRole("button", { name: "Whole words" }).click();
  await bar.getByRole("button", { name: "Match case" }).click();
  await expect(word).toHaveText(/ of 5$/);
  await bar.getByRole("button", { name: "Whole words" }).click();
  await bar.getByRole("button", { name: "Regular expression" }).click();
  await bar.getByLabel("Find", { exact: true }).fill("(r");
  await expect(word).toHaveText("A group that ( opens is not closed with ).");
  // A runaway expression is given up, and the window goes on.
  await bar.getByLabel("Find", { exact: true }).fill("(x+)+$");
  await expect(word).toHaveText(/takes too long/);

  await keyboard.press("Control+h");
  await keyboard.type("r(a)te(s?)");
  await expect(word).toHaveText(/ of 6$/);
  await bar.getByLabel("Replace", { exact: true }).fill("p$1ce$2");
  await bar.getByRole("button", { name: "Replace all" }).click();
  await expect(word).toHaveText("6 replaced.");
  await saved("find.md", before.replaceAll("rate", "pace").replace("**ra**te", "**pace**"));
  await keyboard.press("Escape");
  await expect(document(page).text).toBeFocused();
  await keyboard.press("Control+z");
  await saved("find.md", before);

  // One by one, each step of undo by itself; and typing while the bar is open keeps the count.
  await keyboard.press("Control+Home");
  await keyboard.press("Control+h");
  await bar.getByLabel("Find", { exact: true }).fill("rate");
  await expect(word).toHaveText("1 of 6");
  await bar.getByLabel("Replace", { exact: true }).press("Enter");
  await expect(word).toHaveText("1 of 5");
  await expect(document(page).text.locator(".found-here")).toHaveText(["ra", "te"]);
  await saved("find.md", before.replace("A rate", "A p$1ce$2"));
}
