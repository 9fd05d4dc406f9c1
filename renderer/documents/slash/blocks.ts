import type { Editor, Range } from "@tiptap/core";
import { Fragment, type Node } from "@tiptap/pm/model";
import { formats } from "../editor/formats";
import { blocksOf } from "../editor/markdown-content";
import { placeBlocks } from "../editor/place";
import { requirementText, scenarioText, userStoryText } from "./spec-blocks";

/** An entry of the menu, which inserts a block or changes the format. */
export interface Block {
  readonly title: string;
  /** A hint: the Markdown that makes the same block when it is typed. */
  readonly sign: string;
  /** Further words that find the entry. */
  readonly words: string;
  /** @param range the `/` and the text typed after it, which is removed */
  insert(editor: Editor, range: Range): void;
}

/** An entry that applies a format at the cursor. */
const turn = (name: string, sign: string, words = "", title?: string): Block => {
  const format = formats.find((it) => it.name === name);
  return {
    title: title ?? format?.title ?? name,
    sign,
    words,
    insert(editor, range) {
      editor.chain().focus().deleteRange(range).run();
      format?.run(editor);
    },
  };
};

/** An entry that inserts new blocks at the cursor. */
const put = (
  title: string,
  sign: string,
  words: string,
  make: (doc: Node, editor: Editor) => string | Fragment,
  top = false,
): Block => ({
  title,
  sign,
  words,
  insert(editor, range) {
    const made = make(editor.state.doc, editor);
    const content = typeof made === "string" ? blocksOf(made, editor.schema) : made;
    editor.view.dispatch(placeBlocks(editor.state.tr.delete(range.from, range.to), content, top));
    editor.commands.focus();
  },
});

function emptyTable({ schema }: Editor): Fragment {
  const row = (cell: string) =>
    schema.node(
      "tableRow",
      null,
      [0, 1, 2].map(() => schema.node(cell, null, schema.node("paragraph"))),
    );
  return Fragment.from(
    schema.node("table", null, [row("tableHeader"), row("tableCell"), row("tableCell")]),
  );
}

/** All entries of the menu, in order. */
export const blocks: readonly Block[] = [
  turn("text", "", "paragraph plain"),
  turn("heading1", "#", "h1 title"),
  turn("heading2", "##", "h2"),
  turn("heading3", "###", "h3"),
  turn("heading4", "####", "h4"),
  turn("bulletList", "-", "unordered"),
  turn("orderedList", "1.", "ordered"),
  turn("taskList", "- [ ]", "todo checkbox"),
  turn("quote", ">", "blockquote"),
  put("Code block", "```", "source", (_doc, { schema }) => Fragment.from(schema.node("codeBlock"))),
  put("Table", "| a | b |", "grid", (_doc, editor) => emptyTable(editor)),
  put("Dividing line", "---", "rule horizontal", (_doc, { schema }) =>
    Fragment.from([schema.node("horizontalRule"), schema.node("paragraph")]),
  ),
  turn("image", "![ ]( )", "picture file photo", "Image…"),
  turn("footnote", "[^1]", "note reference", "Footnote"),
  turn("section", "<details>", "details fold toggle summary", "Collapsible section"),
  put(
    "Mermaid diagram",
    "```mermaid",
    "flowchart chart graph",
    () => "```mermaid\nflowchart LR\n  A[First] --> B[Then]\n```\n",
  ),
  put("Acceptance scenario", "Given", "when then test", () => scenarioText),
  turn("clarification", "[NEEDS …]", "question needs open", "Clarification"),
  put("Requirement", "FR-", "functional", requirementText),
  put("User story", "P1", "section", userStoryText, true),
];

/** The entries for a query: those with a word that begins with the query, in order. An empty query finds all. */
export function blocksMatching(all: readonly Block[], query: string): readonly Block[] {
  const wanted = query.toLowerCase();
  return all.filter(({ title, words }) =>
    `${title} ${words}`
      .toLowerCase()
      .split(/[ …]+/)
      .some((word) => word.startsWith(wanted)),
  );
}
