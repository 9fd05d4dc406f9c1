import { canonical, hasBox, sameNode } from "./canonical";
import type { BlockSlice, EditorNode, Style } from "./types";

/** A task's sign and the opening bracket of its box. */
const beforeTick = /^(?:[-+*]|\d{1,9}[.)])[ \t]+\[(?=[ xX]\])/;

/**
 * The source of a task that was only ticked or unticked: one character differs. The result is not parsed;
 * the caller has to check its meaning.
 * @param item a list of one task, from its sign
 * @param next the same list, edited, canonical
 * @param tick the document's own tick character
 * @returns undefined for any other edit
 */
export function tickedSource(
  item: BlockSlice,
  next: EditorNode,
  tick: Style["tick"],
): string | undefined {
  const [before, ...others] = item.shown.content ?? [];
  const [after, ...added] = next.content ?? [];
  if (!before || !after || !hasBox(before) || !hasBox(after)) return undefined;
  if (others.length > 0 || added.length > 0) return undefined;
  const [was, is] = [before, after].map(({ attrs }) => attrs?.["checked"] === true);
  const at = beforeTick.exec(item.source)?.[0].length;
  if (at === undefined || was === is) return undefined;
  const unticked = { attrs: {} };
  if (!sameNode({ ...before, ...canonical(before), ...unticked }, { ...after, ...unticked }))
    return undefined;
  return `${item.source.slice(0, at)}${is ? tick : " "}${item.source.slice(at + 1)}`;
}
