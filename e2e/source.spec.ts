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
