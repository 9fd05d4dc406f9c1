import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { expect, test } from "./app";
import { findings } from "./axe";
import { drafts } from "./drafts";
import { document, shell } from "./pages/app-pages";
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

Press <kbd>x</kbd> and see[^1].

[^1]: The note.
`.replaceAll("\n", "\r\n");

test("a block that is shown as source is edited in its place", async ({ launch, places }) => {
  const repository = await createRepository(join(places.base, "small"), {
    [`${folder}/spec.md`]: mixed,
  });
  const saved = () => readFile(join(repository, folder, "spec.md"), "utf8");
  const running = await launch({ open: repository });
  const { page } = running;
  const { text } = document(page);
  const { keyboard } = page;
  await expect(text.locator(".raw-word")).toHaveText([
    "Front matter",
    "Comment",
    "HTML",
    "Footnote 1",
  ]);

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
  const once = mixed
    .replace("</b>", "</b> and more\r\n  a line")
    .replace("The end.", "At The end.");
  await expect.poll(saved).toBe(once);

  await text.getByText("owner: somebody").click();
  await keyboard.press("ArrowDown");
  await keyboard.press("ArrowUp");
  await keyboard.press("End");
  await keyboard.type(" else");
  const twice = once.replace("owner: somebody", "owner: somebody else");
  await expect.poll(saved).toBe(twice);

  // Within a line, HTML is edited as source, and a footnote is inserted at the cursor.
  const inline = text.locator(".raw-inline");
  await expect(inline).toHaveText(["<kbd>", "</kbd>", "1"]);
  await inline.nth(2).hover();
  await expect(page.getByRole("tooltip")).toHaveText("The note.");
  await inline.nth(0).dblclick();
  await keyboard.press("Control+a");
  await keyboard.type("<b>");
  await keyboard.press("Enter");
  await inline.nth(1).dblclick();
  await keyboard.press("Control+a");
  await keyboard.type("</b>");
  await keyboard.press("Enter");
  await text.getByText("At The end.").click();
  await keyboard.press("End");
  await keyboard.press("Control+Alt+n");
  await keyboard.type("Second.");
  const thrice = twice
    .replace("<kbd>x</kbd>", "<b>x</b>")
    .replace("At The end.", "At The end.[^2]")
    .replace("The note.\r\n", "The note.\r\n\r\n[^2]: Second.\r\n");
  await expect.poll(saved).toBe(thrice);
  expect(await findings(running)).toEqual([]);
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

  // To the source at the same position; the file keeps its own line ends.
  await paragraph(40).click();
  await keyboard.press("End");
  await keyboard.press("Control+Alt+u");
  const source = page.getByRole("textbox", { name: "Source of Plan" });
  await expect(source).toBeFocused();
  await expect(source.getByText("Paragraph 40.")).toBeInViewport();
  await keyboard.type(" Typed in the source.\nA new line.");
  const once = long.replace("Paragraph 40.", "Paragraph 40. Typed in the source.\r\nA new line.");
  await expect.poll(saved).toBe(once);

  // Back, with the cursor at the same position; one undo removes the text that was typed in the source.
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

  // Side by side: an edit in one view shows in the other, and scrolling one scrolls the other.
  await keyboard.press("Control+Alt+y");
  await expect(source).toBeVisible();
  await divide(page);
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

/** The divider between text and source is moved by keyboard and by pointer, and keeps its position. */
async function divide(page: Page): Promise<void> {
  const line = page.getByRole("separator", { name: "Size of text and source" });
  const share = async () => {
    const [all, first] = await Promise.all([
      page.locator(".document-body").boundingBox(),
      page.locator(".document-scroll").boundingBox(),
    ]);
    return Math.round(((first?.width ?? 0) / (all?.width ?? 1)) * 100);
  };
  await expect.poll(share).toBe(50);
  await line.focus();
  for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press("ArrowLeft");
  await expect(line).toHaveAttribute("aria-valuenow", "40");
  await expect.poll(share).toBe(40);
  await page.keyboard.press("End");
  await expect.poll(share).toBe(80);
  const box = await line.boundingBox();
  const all = await page.locator(".document-body").boundingBox();
  if (!box || !all) throw new Error("There is no line.");
  await page.mouse.move(box.x + 2, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(all.x + all.width * 0.6, box.y + 80, { steps: 3 });
  await page.mouse.up();
  await expect.poll(share).toBe(60);
  await page.keyboard.press("Control+Alt+y");
  await expect(line).toBeHidden();
  await page.keyboard.press("Control+Alt+y");
  await expect.poll(share).toBe(60);
  await line.dblclick();
  await expect.poll(share).toBe(50);
}

const drawn = `# Plan

\`\`\`mermaid
flowchart LR
  A[Read] --> B{Valid?}
  B -->|yes| C[Store]
  B -->|no| D[Refuse]
\`\`\`

Between.

<details>
<summary>More of <b>it</b></summary>

Folded away.

- One

</details>

The end.
`;

test("diagrams are drawn, and sections fold", async ({ launch, places }) => {
  const repository = await createRepository(join(places.base, "small"), {
    [`${folder}/spec.md`]: "# Spec\n",
    [`${folder}/plan.md`]: drawn,
  });
  const file = join(repository, folder, "plan.md");
  const saved = () => readFile(file, "utf8");
  const running = await launch({ open: repository });
  const { page } = running;
  const { keyboard } = page;
  const { text } = document(page);
  await page.getByRole("tab", { name: "Plan" }).click();

  const picture = text.getByRole("img", { name: "Flowchart" });
  await expect(picture).toBeVisible();
  const width = () => picture.evaluate((image: HTMLImageElement) => image.naturalWidth);
  await expect.poll(width).toBeGreaterThan(100);
  const before = await picture.getAttribute("src");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(() => picture.getAttribute("src")).not.toBe(before);
  await page.emulateMedia({ colorScheme: "light" });
  const lines = await text.locator("pre code").boundingBox();
  await text.locator("pre code").click({ position: { x: 40, y: (lines?.height ?? 0) - 6 } });
  await keyboard.press("End");
  await keyboard.type(" -->");
  await expect(text.getByText("Not drawn: line")).toBeVisible();
  await keyboard.type(" E[Ask]");
  await expect(picture).toBeVisible();
  await expect.poll(saved).toBe(drawn.replace("D[Refuse]", "D[Refuse] --> E[Ask]"));
  expect(await findings(running)).toEqual([]);

  const heading = text.getByRole("button", { name: "More of it" });
  const inside = text.getByText("Folded away.");
  await text.getByText("Between.").click();
  await keyboard.press("ArrowDown");
  await expect(heading).toHaveAttribute("aria-expanded", "true");
  await keyboard.press("Enter");
  await expect(heading).toHaveAttribute("aria-expanded", "false");
  await expect(inside).toBeHidden();
  await keyboard.press("ArrowDown");
  await keyboard.type("At ");
  await expect(text.getByText("At The end.")).toBeVisible();
  await keyboard.press("ArrowUp");
  await keyboard.press("Space");
  await expect(inside).toBeVisible();
  await keyboard.press("F2");
  const source = text.getByRole("textbox", { name: "Source: HTML" });
  await expect(source).toBeFocused();
  await keyboard.press("Escape");
  await text.getByText("Between.").click();
  await shell(page).command("Insert collapsible section");
  await expect(text.getByRole("button", { name: "Details" })).toBeVisible();
  await expect
    .poll(saved)
    .toContain("<details>\n<summary>Details</summary>\n\nBetween.\n\n</details>\n\n<details>");
});

test("a long document, and one that cannot be edited", async ({ launch, places }) => {
  const log = (part: number) => `${part}: a line of a log that is kept in a document\n`.repeat(500);
  const long = Array.from(
    { length: 44 },
    (_, part) => `## Part ${part}\n\nIts log.\n\n\`\`\`\n${log(part)}\`\`\`\n\n`,
  ).join("");
  expect(long.length).toBeGreaterThan(1_000_000);
  const deep = `${">".repeat(5_000)} more than can be read\n`;
  const repository = await createRepository(join(places.base, "small"), {
    [`${folder}/spec.md`]: "# Spec\n",
    [`${folder}/long.md`]: long,
    [`${folder}/deep.md`]: deep,
    [`${folder}/deeper.md`]: `${">".repeat(30_000)} more than can be waited for\n`,
  });
  await writeFile(join(repository, folder, "latin.md"), Buffer.from("caf\xe9\n", "latin1"));
  const running = await launch({ open: repository });
  const { page } = running;
  const { keyboard } = page;
  await page.getByRole("tab", { name: "Latin" }).click();
  await expect(page.getByText("This file is not UTF-8 text.")).toBeVisible();
  await keyboard.press("Control+Alt+u");
  const latin = page.getByRole("textbox", { name: "Source of Latin, read-only" });
  await expect(latin).toBeFocused();
  await keyboard.type("x");
  await expect(latin).toContainText(/^caf.$/);
  await keyboard.press("Escape");
  await expect(page.getByRole("radio", { name: "Source" })).toBeFocused();

  await page.getByRole("tab", { name: "Deeper" }).click();
  await expect(page.getByRole("region", { name: "Deeper" })).toHaveAttribute("aria-busy", "true");
  await page.getByRole("tab", { name: "Deep", exact: true }).click();
  await expect(page.getByText("The editor has no form for this document.")).toBeVisible();
  await page.getByRole("textbox", { name: "Source of Deep" }).focus();
  await keyboard.press("Control+End");
  await keyboard.type("Written.");
  await expect
    .poll(() => readFile(join(repository, folder, "deep.md"), "utf8"))
    .toBe(`${deep}Written.`);
  await keyboard.press("Control+Shift+h");
  const history = page.getByRole("region", { name: "History of Deep" });
  await expect(history.getByRole("status")).toHaveText("Changed since: 1");
  expect(await findings(running)).toEqual([]);
  await history.getByRole("button", { name: "Restore", exact: true }).press("Enter");
  await expect.poll(() => readFile(join(repository, folder, "deep.md"), "utf8")).toBe(deep);
  await expect(history.getByRole("status")).toHaveText("No lines changed since");
  await keyboard.press("Escape");
  await expect(history).toBeHidden();
  await expect(page.getByRole("textbox", { name: "Source of Deep" })).toBeFocused();
  await keyboard.press("Control+z");
  await expect
    .poll(() => readFile(join(repository, folder, "deep.md"), "utf8"))
    .toBe(`${deep}Written.`);

  await page.getByRole("tab", { name: "Long" }).click();
  await expect(document(page).text).toContainText("Part 43");
  await keyboard.press("Control+Alt+u");
  const source = page.getByRole("textbox", { name: "Source of Long" });
  await expect(source).toBeFocused();
  await keyboard.press("Control+End");
  await keyboard.type("The very end.");
  await expect
    .poll(() => readFile(join(repository, folder, "long.md"), "utf8"))
    .toBe(`${long}The very end.`);
  await keyboard.press("Control+Alt+u");
  await expect(document(page).text).toBeFocused();
  await expect(document(page).text.getByText("The very end.")).toBeInViewport();
});
