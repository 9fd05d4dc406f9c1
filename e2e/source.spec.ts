import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { drafts } from "./drafts";
import { document } from "./pages/app-pages";
import { createRepository } from "./repositories";

const folder = "specs/001-source";

const mixed = `---
owner: somebody
---

# Feature Specification: Source

<!-- kept as it is -->

Between the blocks.

<div>
  <b>bold</b>
</div>

The end.
`.replaceAll("\n", "\r\n");

test("a block that is shown as source is edited in its place", async ({ launch, places }) => {
  const repository = await createRepository(join(places.base, "small"), {
    [`${folder}/spec.md`]: mixed,
  });
  const { page } = await launch({ open: repository });
  const { text } = document(page);
  const { keyboard } = page;
  await expect(text.locator(".raw-word")).toHaveText(["Front matter", "Comment", "HTML"]);

  await text.getByText("Between the blocks.").click();
  await keyboard.press("ArrowDown");
  const html = text.getByRole("textbox", { name: "Source: HTML" });
  await expect(html).toBeFocused();
  await keyboard.press("ArrowDown");
  await keyboard.press("End");
  await keyboard.type(" and more");
  await keyboard.press("Enter");
  await keyboard.type("  a line");
  await expect(html).toHaveValue("<div>\n  <b>bold</b> and more\n  a line\n</div>");
  await expect.poll(() => drafts(page)).toContain("and more");
  await keyboard.press("ArrowDown");
  await keyboard.press("ArrowDown");
  await keyboard.type("At ");
  await expect(text).toContainText("At The end.");
  await keyboard.press("ArrowUp");
  await expect(html).toBeFocused();
  await keyboard.press("Escape");
  await expect(text).toBeFocused();
  await keyboard.press("Enter");
  await expect(html).toBeFocused();
  await keyboard.press("ArrowUp");
  await expect(text).toBeFocused();
});

test("rich text, source and both", async ({ launch, places }) => {
  const filler = Array.from({ length: 60 }, (_, index) => `Paragraph ${index}.\n\n* item\n`);
  const long = `\uFEFF# Spec: Long\n\n${filler.join("\n")}\nThe last one`.replaceAll("\n", "\r\n");
  const repository = await createRepository(join(places.base, "small"), {
    [`${folder}/spec.md`]: mixed,
    [`${folder}/plan.md`]: long,
  });
  const file = join(repository, folder, "plan.md");
  const saved = () => readFile(file, "utf8");
  const { page } = await launch({ open: repository });
  const { keyboard } = page;
  const { text } = document(page);
  await page.getByRole("tab", { name: "Plan" }).click();
  const paragraph = (index: number) => text.getByText(`Paragraph ${index}.`, { exact: true });

  // To the source at the same place, and to the file with the file's own line ends.
  await paragraph(40).click();
  await keyboard.press("End");
  await keyboard.press("Control+Alt+u");
  const source = page.getByRole("textbox", { name: "Source of Plan" });
  await expect(source).toBeFocused();
  await expect(source.getByText("Paragraph 40.")).toBeInViewport();
  await keyboard.type(" Typed in the source.\nA new line.");
  const once = long.replace("Paragraph 40.", "Paragraph 40. Typed in the source.\r\nA new line.");
  await expect.poll(saved).toBe(once);

  // Back, with the cursor where it was; one undo takes back what was typed in the source.
  await keyboard.press("Control+Alt+u");
  await expect(text).toBeFocused();
  await keyboard.type(" Typed in the text.");
  await expect(paragraph(41)).toBeInViewport();
  const twice = once.replace("A new line.", "A new line. Typed in the text.");
  await expect.poll(saved).toBe(twice);
  await keyboard.press("Control+z");
  await expect.poll(saved).toBe(once);
  await keyboard.press("Control+z");
  await expect.poll(saved).toBe(long);

  // Side by side: each shows what is done in the other, and leads it when it is scrolled.
  await keyboard.press("Control+Alt+y");
  await expect(source).toBeVisible();
  await paragraph(40).click();
  await keyboard.press("End");
  await keyboard.type(" Rich.");
  await expect(source.getByText("Paragraph 40. Rich.")).toBeVisible();
  await source.getByText("Paragraph 40. Rich.").click();
  await keyboard.press("End");
  await keyboard.type(" *Source.*");
  await expect(text.locator("em")).toHaveText("Source.");
  await text.hover();
  await page.mouse.wheel(0, -100_000);
  await expect(source.getByText("# Spec: Long")).toBeInViewport();
  await source.hover();
  await page.mouse.wheel(0, 100_000);
  await expect(text.getByText("The last one")).toBeInViewport();
  await expect.poll(saved).toBe(long.replace("Paragraph 40.", "Paragraph 40. Rich. *Source.*"));
});
