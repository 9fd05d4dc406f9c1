import { type Edit, indentLines, linePrefix, type PatchContext } from "./edits";
import { fromEditor, itemFromEditor } from "./from-editor";
import {
  firstNumber,
  type Numbering,
  numberAt,
  numberFor,
  numberingOf,
  renumbered,
} from "./numbers";
import type { EditorNode, Layout } from "./types";

/**
 * @property prefix the prefix of the block's lines after the first
 * @property inCell whether the block is in a table cell
 */
export type Inside = PatchContext & { readonly prefix: string; readonly inCell: boolean };

/** The numbering of a list; undefined for a list without numbers. */
export function numberingIn(
  { node, children }: Layout,
  { text, style }: Inside,
): Numbering | undefined {
  if (firstNumber(node) === undefined) return undefined;
  const numbers = children.map(({ start }) => numberAt(text, start));
  return numberingOf(node, numbers, style.counting);
}

/**
 * Gives the last items of a list the numbers that they have on screen. @param to the number of items in the
 * new list
 */
export function renumber(
  list: Layout,
  { tail, to, numbering }: { tail: number; to: number; numbering: Numbering },
  context: Inside,
): Edit[] {
  const { text } = context;
  return list.children.slice(list.children.length - tail).flatMap((item, index) => {
    const { start, end } = item;
    const number = numberFor(numbering, to - tail + index);
    if (numberAt(text, start) === number) return [];
    const prefix = childPrefix(list, item, context);
    return [{ start, end, text: renumbered(text.slice(start, end), number, prefix) }];
  });
}

export const isList = (type: string) =>
  type === "bulletList" || type === "orderedList" || type === "taskList";

/** The prefix of the lines after the first, for a block inside another block. */
export function childPrefix(parent: Layout, child: Layout, { text }: Inside): string {
  switch (parent.node.type) {
    case "listItem":
    case "taskItem": {
      const sign =
        /^(?:[-*+]|\d{1,9}[.)])[ \t]*/.exec(text.slice(parent.start, parent.end))?.[0] ?? "";
      return linePrefix(text, parent.start) + " ".repeat(sign.length);
    }
    case "blockquote":
      return `${linePrefix(text, parent.start)}> `;
    default:
      return linePrefix(text, child.start);
  }
}

/**
 * Inserts blocks among the children of another block: items in a list, or blocks in an item or quotation.
 */
export function insertAt(
  parent: Layout,
  { at, numbering }: { readonly at: number; readonly numbering: Numbering | undefined },
  nodes: readonly EditorNode[],
  context: Inside,
): Edit | undefined {
  const { children } = parent;
  const previous = children[at - 1];
  const next = children[at];
  const neighbour = previous ?? next;
  if (neighbour === undefined) return undefined;
  const prefix = childPrefix(parent, neighbour, context);
  const inside = { ...context, prefix };
  if (isList(parent.node.type)) {
    const separator = itemSeparator(parent, at, inside);
    const written = nodes.map((node, index) =>
      writeItem(node, numbering && numberFor(numbering, at + index), inside),
    );
    if (separator === undefined) return undefined;
    return previous
      ? {
          start: previous.end,
          end: previous.end,
          text: written.map((item) => separator + item).join(""),
        }
      : {
          start: neighbour.start,
          end: neighbour.start,
          text: written.map((item) => item + separator).join(""),
        };
  }
  if (previous === undefined) return undefined;
  const { eol } = context;
  const parts = nodes.map((node, index) => {
    const tight =
      parent.node.type !== "blockquote" &&
      isList(node.type) &&
      index === 0 &&
      previous.node.type === "paragraph";
    const written = fromEditor(node, context) ?? "";
    const separator = tight ? eol + prefix : eol + prefix.trimEnd() + eol + prefix;
    return separator + indent(written, inside);
  });
  return { start: previous.end, end: previous.end, text: parts.join("") };
}

/** The separator between two list items, copied from two existing items if the list has two. */
export function itemSeparator(
  list: Layout,
  at: number,
  { text, eol, style, prefix }: Inside,
): string | undefined {
  const index = Math.min(Math.max(at - 1, 0), list.children.length - 2);
  const [one, two] = [list.children[index], list.children[index + 1]];
  if (one && two) {
    const between = text.slice(one.end, two.start);
    return /^[\s>]+$/.test(between) ? between : undefined;
  }
  return style.loose ? eol + prefix.trimEnd() + eol + prefix : eol + prefix;
}

/** Removes blocks from the children of another block. @param to the index after the last */
export function removeAt(children: readonly Layout[], from: number, to: number): Edit | undefined {
  const previous = children[from - 1];
  const last = children[to - 1];
  const next = children[to];
  if (previous && last) return { start: previous.end, end: last.end, text: "" };
  const first = children[from];
  return first && next ? { start: first.start, end: next.start, text: "" } : undefined;
}

/** Writes an item for its place in the list. @param number undefined for a bullet */
export function writeItem(item: EditorNode, number: number | undefined, context: Inside): string {
  const list = { ordered: number !== undefined, number: number ?? 1 };
  return indent(itemFromEditor(item, list, context), context);
}

/** Indents written Markdown for its place. */
export const indent = (written: string, { eol, prefix }: Inside) =>
  indentLines(written, eol, prefix);
