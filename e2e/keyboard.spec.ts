import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { document, shell } from "./pages/app-pages";
import { createRepository } from "./repositories";

const folder = "specs/001-keys";

const documents = {
  "spec.md": "# First\n\nWords.\n\n## Second\n\nMore.\n",
  "lists.md": "- one\n",
  "table.md": "| a | b |\n|---|---|\n| 1 | 2 |\n",
  "link.md": "See the plan\n",
  "bar.md": "Plain\n",
};

test("lists, tables, links, the toolbar and the outline, by keyboard", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    Object.fromEntries(
      Object.entries(documents).map(([name, text]) => [`${folder}/${name}`, text]),
    ),
  );
  const { page } = await launch({ open: repository });
  const { keyboard } = page;
  const { text } = document(page);
  const open = async (name: keyof typeof documents) => {
    const title = name.replace(/\.md$/, "").replace(/^./, (letter) => letter.toUpperCase());
    await shell(page).tab(title).press("Enter");
    await expect(page.locator(`[data-path$="/${name}"][data-ready]`)).toBeVisible();
    await text.focus();
    await keyboard.press("Control+End");
  };
  const saved = (name: keyof typeof documents, words: string) =>
    expect.poll(() => readFile(join(repository, folder, name), "utf8")).toBe(words);
  await expect(document(page).ready).toBeVisible();

  await test.step("nested lists", async () => {
    await open("lists.md");
    await keyboard.press("Enter");
    await keyboard.press("Tab");
    await keyboard.type("inner");
    await keyboard.press("Enter");
    await keyboard.press("Shift+Tab");
    await keyboard.type("outer");
    await saved("lists.md", "- one\n  - inner\n- outer\n");
  });

  await test.step("rows and columns", async () => {
    await open("table.md");
    await keyboard.press("Control+Alt+ArrowDown");
    await keyboard.press("Control+Alt+ArrowRight");
    await expect(text.locator("tr")).toHaveCount(3);
    await expect(text.locator("th")).toHaveCount(3);
    await shell(page).command("Delete column");
    await shell(page).command("Delete row");
    // The row and column at the cursor were removed; the new ones remain.
    await saved("table.md", "| a |   |\n|---|---|\n|   |   |\n");
  });

  await test.step("links", async () => {
    const address = page.getByLabel("Link to");
    await open("link.md");
    await keyboard.press("Control+Shift+ArrowLeft");
    await keyboard.press("Control+Shift+k");
    await expect(address).toBeFocused();
    await keyboard.type("plan.md");
    await keyboard.press("Enter");
    await saved("link.md", "See the [plan](plan.md)\n");
    await expect(text).toBeFocused();
    await keyboard.press("ArrowLeft");
    await keyboard.press("ArrowRight");
    await keyboard.press("Control+Shift+k");
    await page.getByRole("button", { name: "Remove link" }).press("Enter");
    await saved("link.md", "See the plan\n");
  });

  await test.step("the toolbar", async () => {
    await open("bar.md");
    await keyboard.press("Control+a");
    await keyboard.press("Escape");
    await expect(page.getByLabel("Kind of text")).toBeFocused();
    await keyboard.press("ArrowRight");
    await expect(page.getByRole("button", { name: "Bold", exact: true })).toBeFocused();
    await keyboard.press("Enter");
    await expect(text).toBeFocused();
    await saved("bar.md", "**Plain**\n");
  });

  await test.step("the outline", async () => {
    await open("spec.md");
    const headings = page.getByRole("navigation", { name: "Headings" });
    await headings.getByRole("button", { name: "Second" }).press("Enter");
    await expect(text).toBeFocused();
    await keyboard.type("The ");
    await saved("spec.md", documents["spec.md"].replace("Second", "The Second"));
  });
});
