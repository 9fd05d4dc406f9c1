import { canonical, sameNode } from "./canonical";
import { type Edit, linePrefix, type PatchContext } from "./edits";
import { fromEditor } from "./from-editor";
import { type Numbering, numberAt, numberFor } from "./numbers";
import {
  childPrefix,
  type Inside,
  indent,
  insertAt,
  isList,
  itemSeparator,
  numberingIn,
  removeAt,
  renumber,
  writeItem,
} from "./patch-children";
import { addRows, patchAlignment, removeRows, rowLike } from "./patch-table";
import { patchText } from "./patch-text";
import type { EditorNode, Layout } from "./types";
import { Unrepresentable } from "./unrepresentable";

/**
 * The edits that turn a block's source into the edited block and change as little as possible. They are a
 * proposal: the caller parses the result and compares.
 * @param next the edited block, canonical
 * @returns undefined when the whole block has to be rewritten
 * @throws {Unrepresentable}
 */
export function proposeEdits(
  layout: Layout,
  next: EditorNode,
  context: PatchContext,
): Edit[] | undefined {
  const old = canonical(layout.node);
  if (old === undefined) return undefined;
  const prefix = linePrefix(context.text, layout.start);
  return patch(layout, old, next, { ...context, prefix, inCell: false });
}

function patch(
  layout: Layout,
  old: EditorNode,
  next: EditorNode,
  context: Inside,
): Edit[] | undefined {
  if (sameNode(old, next)) return [];
  if (old.type !== next.type) return replace(layout, next, context);
  const attribute = sameAttributes(old, next) ? [] : patchAttributes(layout, old, next, context);
  if (attribute === undefined) return replace(layout, next, context);
  switch (old.type) {
    case "paragraph":
    case "heading": {
      const edits = patchText(layout, old, next, context);
      // A wider reach may still avoid rewriting the whole block.
      if (!edits && context.reach !== "marked") throw new Unrepresentable("out of reach");
      // A cell's paragraph spans from bar to bar, so its row is rewritten instead.
      if (!edits && context.inCell) return undefined;
      return edits ? [...attribute, ...edits] : replace(layout, next, context);
    }
    case "bulletList":
    case "orderedList":
    case "taskList":
    case "listItem":
    case "taskItem":
    case "blockquote":
    case "tableRow":
    case "tableHeader":
    case "tableCell": {
      const inCell = context.inCell || old.type === "tableHeader" || old.type === "tableCell";
      const edits = patchChildren(layout, old, next, { ...context, inCell });
      return edits ? [...attribute, ...edits] : replace(layout, next, context);
    }
    case "table": {
      const cells = patchChildren(layout, old, next, context);
      const aligned = cells && patchAlignment(layout, old, next, context.text);
      return aligned ? [...aligned, ...cells] : replace(layout, next, context);
    }
    case "codeBlock":
      return patchCode(layout, old, next, context) ?? replace(layout, next, context);
    default:
      return replace(layout, next, context);
  }
}

/** Edits fenced code with an unchanged language. The fences and the unchanged lines keep their bytes. */
function patchCode(
  layout: Layout,
  old: EditorNode,
  next: EditorNode,
  { text, eol, prefix }: Inside,
): Edit[] | undefined {
  const source = text.slice(layout.start, layout.end);
  const fence = /^(`{3,}|~{3,})/.exec(source)?.[1];
  if (fence === undefined || !sameAttributes(old, next)) return undefined;
  const lines = source.split(/(?<=\r\n|\n|\r(?!\n))/);
  const before = codeLines(old);
  const after = codeLines(next);
  // The closing fence may be missing at the end of the text. The last line then has no line end to keep.
  if (lines.length !== before.length + 2) return undefined;
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && before[head] === after[head]) head++;
  let tail = 0;
  while (
    tail < shortest - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  )
    tail++;
  const lengthOf = (parts: readonly string[]) => parts.join("").length;
  const start = layout.start + lengthOf(lines.slice(0, 1 + head));
  const end = start + lengthOf(lines.slice(1 + head, 1 + before.length - tail));
  const written = after
    .slice(head, after.length - tail)
    .map((line) => (line === "" ? prefix.trimEnd() : prefix + line) + eol);
  return [{ start, end, text: written.join("") }];
}

function codeLines({ content = [] }: EditorNode): string[] {
  const code = content.map(({ text = "" }) => text).join("");
  return code === "" ? [] : code.split("\n");
}

const sameAttributes = (a: EditorNode, b: EditorNode) =>
  JSON.stringify(a.attrs ?? {}) === JSON.stringify(b.attrs ?? {});

function patchAttributes(
  layout: Layout,
  old: EditorNode,
  next: EditorNode,
  { text, style }: Inside,
): Edit[] | undefined {
  if (old.type === "taskItem" && layout.box !== undefined) {
    const sign = next.attrs?.["checked"] === true ? style.tick : " ";
    return [{ start: layout.box, end: layout.box + 1, text: sign }];
  }
  // A column's alignment is in the delimiter row.
  if (old.type === "tableHeader" || old.type === "tableCell") return [];
  if (old.type === "heading") {
    const signs = /^#+/.exec(text.slice(layout.start, layout.end))?.[0].length;
    const level = next.attrs?.["level"];
    if (signs === undefined || typeof level !== "number") return undefined;
    return [{ start: layout.start, end: layout.start + signs, text: "#".repeat(level) }];
  }
  return undefined;
}

function replace(layout: Layout, next: EditorNode, context: Inside): Edit[] | undefined {
  const { start, end, node } = layout;
  if (node.type === "tableRow" && next.type === "tableRow")
    return [{ start, end, text: rowLike(layout, next, context) }];
  if (start === end || node.type === "tableHeader" || node.type === "tableCell") return undefined;
  if (node.type === "listItem" || node.type === "taskItem") {
    if (next.type !== node.type) return undefined;
    return [{ start, end, text: writeItem(next, numberAt(context.text, start), context) }];
  }
  const written = fromEditor(next, context);
  return written === undefined ? undefined : [{ start, end, text: indent(written, context) }];
}

/**
 * Edits of a list in which one item was split in two, or two items were joined. The blocks below the item's
 * first paragraph keep their bytes, and so does the gap before them.
 * @returns undefined for every other change
 */
function patchSplit(
  list: Layout,
  { head, tail, numbering }: { head: number; tail: number; numbering: Numbering | undefined },
  old: EditorNode,
  next: EditorNode,
  context: Inside,
): Edit[] | undefined {
  const before = (old.content ?? []).slice(head, list.children.length - tail);
  const after = (next.content ?? []).slice(head, (next.content?.length ?? 0) - tail);
  const [item, second] = before;
  const [edited, added] = after;
  const [layout, secondLayout] = list.children.slice(head, head + 2);
  if (!isList(old.type) || before.length + after.length !== 3 || !item || !edited || !layout)
    return undefined;
  const [first, ...below] = item.content ?? [];
  const [editedFirst, ...editedBelow] = edited.content ?? [];
  const start = layout.children[0];
  if (!first || !editedFirst || !start || item.type !== edited.type) return undefined;
  const inside = { ...context, prefix: childPrefix(list, layout, context) };
  const attributes = sameAttributes(item, edited)
    ? []
    : patchAttributes(layout, item, edited, inside);
  const text = patch(start, first, editedFirst, {
    ...inside,
    prefix: childPrefix(layout, start, inside),
  });
  if (!attributes || !text) return undefined;
  if (added) {
    const [words, ...kept] = added.content ?? [];
    if (!words || kept.length === 0 || editedBelow.length > 0 || !sameNodes(below, kept))
      return undefined;
    const separator = itemSeparator(list, head + 1, inside);
    if (separator === undefined) return undefined;
    const number = numbering && numberFor(numbering, head + 1);
    const written = writeItem({ ...added, content: [words] }, number, inside);
    return [
      ...attributes,
      ...text,
      { start: start.end, end: start.end, text: separator + written },
    ];
  }
  const [, ...kept] = second?.content ?? [];
  const end = secondLayout?.children[0]?.end;
  if (end === undefined || kept.length === 0 || below.length > 0 || !sameNodes(kept, editedBelow))
    return undefined;
  return [...attributes, ...text, { start: start.end, end, text: "" }];
}

const sameNodes = (a: readonly EditorNode[], b: readonly EditorNode[]): boolean =>
  a.length === b.length && a.every((node, index) => sameNode(node, b[index]));

function patchChildren(
  layout: Layout,
  old: EditorNode,
  next: EditorNode,
  context: Inside,
): Edit[] | undefined {
  const { children } = layout;
  const before = old.content ?? [];
  const after = next.content ?? [];
  if (before.length !== children.length || after.length === 0) return undefined;
  const shortest = Math.min(before.length, after.length);
  let head = 0;
  while (head < shortest && sameNode(before[head], after[head])) head++;
  let tail = 0;
  while (
    tail < shortest - head &&
    sameNode(before[before.length - 1 - tail], after[after.length - 1 - tail])
  )
    tail++;
  const pairs = shortest - head - tail;

  const edits: Edit[] = [];
  for (let index = head; index < head + pairs; index++) {
    const [child, from, to] = [children[index], before[index], after[index]];
    if (child === undefined || from === undefined || to === undefined) return undefined;
    const prefix = childPrefix(layout, child, context);
    const inner = patch(child, from, to, { ...context, prefix });
    if (inner === undefined) return undefined;
    edits.push(...inner);
  }
  const at = head + pairs;
  if (before.length === after.length) return edits;
  if (layout.node.type === "tableRow") return undefined;
  if (layout.node.type === "table") {
    const rows =
      after.length > before.length
        ? addRows(layout, at, after.slice(at, after.length - tail), context)
        : removeRows(layout, at, before.length - tail, context.text);
    return rows && [...edits, rows];
  }
  const numbering = numberingIn(layout, context);
  const inItem = patchSplit(layout, { head, tail, numbering }, old, next, context);
  if (inItem) {
    const moved = numbering ? renumber(layout, { tail, to: after.length, numbering }, context) : [];
    return [...inItem, ...moved];
  }
  const rest =
    after.length > before.length
      ? insertAt(layout, { at, numbering }, after.slice(at, after.length - tail), context)
      : removeAt(children, at, before.length - tail);
  if (rest === undefined) return undefined;
  const moved = numbering ? renumber(layout, { tail, to: after.length, numbering }, context) : [];
  return [...edits, rest, ...moved];
}
