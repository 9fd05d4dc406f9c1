import { parseDocument } from "@shared/markdown/parse-document";
import { createSaver } from "@shared/markdown/save";
import { Fragment, type Node, type Schema, Slice } from "@tiptap/pm/model";
import { blocksOf } from "../editor/markdown-content";

const signs =
  /^ {0,3}(?:#{1,6} |[-*+] |\d{1,9}[.)] |> |```|~~~|\|.+\|)|\*\*[^*]+\*\*|`[^`]+`|\[[^\]]+\]\([^)]+\)|~~[^~]+~~/m;

/** Whether a text should be pasted as Markdown: it has several lines, or signs that only Markdown has. */
export const looksLikeMarkdown = (text: string): boolean =>
  /\n/.test(text.trim()) || signs.test(text);

/** The slice for pasted Markdown. A paragraph at its start or end joins the text around it. */
export function sliceOfMarkdown(text: string, schema: Schema): Slice {
  const blocks = blocksOf(text, schema);
  const open = (block: Node | null) => (block?.type.name === "paragraph" ? 1 : 0);
  return new Slice(blocks, open(blocks.firstChild), open(blocks.lastChild));
}

/** The slice for text pasted word for word. A blank line ends a paragraph, a line end becomes a line break. */
export function sliceOfText(text: string, schema: Schema): Slice {
  const paragraphs = text
    .replace(/\r\n?/g, "\n")
    .replace(/^\n+|\n+$/g, "")
    .split(/\n{2,}/)
    .map((part) => schema.node("paragraph", null, part === "" ? [] : [schema.text(part)]));
  return new Slice(Fragment.fromArray(paragraphs), 1, 1);
}

/** A copied slice as Markdown; as plain text when Markdown has no form for it. */
export function markdownOf({ content, openStart }: Slice): string {
  const [only] = content.content;
  if (content.childCount === 1 && only?.type.spec.code && openStart > 0) return only.textContent;
  const blocks = content.content.map((node) => asBlock(node, openStart > 0));
  const saved = createSaver(parseDocument("")).save(blocks.map((block) => block.toJSON()));
  return "refused" in saved
    ? content.textBetween(0, content.size, "\n\n")
    : saved.text.replace(/\n+$/, "");
}

/** A part of a heading becomes plain text. Inline content without a block gets a paragraph. */
function asBlock(node: Node, part: boolean): Node {
  const { schema } = node.type;
  if (node.isInline) return schema.node("paragraph", null, [node]);
  return part && node.type.name === "heading" ? schema.node("paragraph", null, node.content) : node;
}
