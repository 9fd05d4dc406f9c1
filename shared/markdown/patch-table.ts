import type { Edit } from "./edits";
import type { EditorNode, Layout } from "./types";

/**
 * The edits that align columns otherwise: in the row below the table's head alone, as wide as it was where that
 * is wide enough.
 * @returns undefined where that row's cells cannot be told
 */
export function patchAlignment(
  table: Layout,
  old: EditorNode,
  next: EditorNode,
  text: string,
): Edit[] | undefined {
  const [before, after] = [alignments(old), alignments(next)];
  if (before.length !== after.length) return undefined;
  if (before.every((align, column) => align === after[column])) return [];
  const [head] = table.children;
  const behind = /^[^\r\n]*(?:\r\n|\n|\r)/.exec(text.slice(head?.end));
  if (!head || !behind) return undefined;
  const start = head.end + behind[0].length;
  const [row = ""] = text.slice(start).split(/[\r\n]/, 1);
  const cells = [...row.matchAll(/:?-+:?/g)];
  if (cells.length !== before.length) return undefined;
  return cells.flatMap(({ index, 0: cell }, column) => {
    if (before[column] === after[column]) return [];
    const at = start + index;
    return [{ start: at, end: at + cell.length, text: delimiter(after[column], cell.length) }];
  });
}

const alignments = ({ content }: EditorNode) =>
  (content?.[0]?.content ?? []).map(({ attrs }) => attrs?.["align"]);

function delimiter(align: unknown, width: number): string {
  const left = align === "left" || align === "center" ? ":" : "";
  const right = align === "right" || align === "center" ? ":" : "";
  return left + "-".repeat(Math.max(1, width - left.length - right.length)) + right;
}
