import type { Editor } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { Selection, TextSelection } from "@tiptap/pm/state";
import { rawViewAt } from "./raw-view";

/** Inserts a footnote: its sign at the cursor, and its note at the document's end, opened for writing. */
export function insertFootnote(editor: Editor): boolean {
  const { state, view } = editor;
  const { doc, schema, selection } = state;
  const { $to } = selection;
  const [sign, note] = [schema.nodes["rawInline"], schema.nodes["rawBlock"]];
  if (!sign || !note || !$to.parent.inlineContent || $to.parent.type.spec.code) return false;
  const label = `[^${nextFootnote(doc)}]`;
  const reason = "a footnote";
  const tr = state.tr.insert($to.pos, sign.create({ source: label, reason }));
  const position = tr.doc.content.size;
  tr.insert(position, note.create({ source: `${label}: `, reason }));
  tr.setSelection(TextSelection.create(tr.doc, $to.pos + 1));
  view.dispatch(tr.scrollIntoView());
  rawViewAt(view, position)?.open("end");
  return true;
}

/** The number after the greatest footnote number in the document. */
export function nextFootnote(doc: Node): number {
  let last = 0;
  doc.descendants((node) => {
    if (node.type.name !== "rawInline" && node.type.name !== "rawBlock") return true;
    for (const [, number] of String(node.attrs["source"]).matchAll(/\[\^(\d{1,6})\]/g))
      last = Math.max(last, Number(number));
    return false;
  });
  return last + 1;
}

/** Inserts a foldable section with the cursor in it. The selected blocks go into the section. */
export function insertSection(editor: Editor): boolean {
  const { state, view } = editor;
  const { schema, selection } = state;
  const raw = schema.nodes["rawBlock"];
  const { $from, $to } = selection;
  if (!raw || $from.depth === 0 || $to.depth === 0) return false;
  const [start, end] = [$from.before(1), $to.after(1)];
  const held = state.doc.slice(start, end).content;
  const source = (text: string) => raw.create({ source: text, reason: "HTML" });
  const tr = state.tr.replaceWith(start, end, [
    source("<details>\n<summary>Details</summary>"),
    ...held.content,
    source("</details>"),
  ]);
  view.dispatch(tr.setSelection(Selection.near(tr.doc.resolve(selection.from + 1))));
  view.focus();
  return true;
}
