import { type BlockChange, diffBlocks } from "@shared/markdown/block-diff";
import { canonical } from "@shared/markdown/canonical";
import { blocksOf } from "@shared/markdown/document-slices";
import { restoredText } from "@shared/markdown/restored-text";
import type { EditorNode } from "@shared/markdown/types";
import { closeHistory } from "@tiptap/pm/history";
import type { Node } from "@tiptap/pm/model";
import type { EditorState, Transaction } from "@tiptap/pm/state";
import type { Session } from "../keeping/document-session";
import type { RichDocument } from "../keeping/rich-text";
import { pairsOf, type ShownItem } from "./combined";

/**
 * Restores changes from an earlier version, as one edit. The version's own bytes are used where its blocks can
 * stand beside the document's; elsewhere the editor writes the blocks anew.
 * @param compared the version, and the session's document
 * @returns false when nothing was changed
 */
export function restoreIn(
  session: Session,
  { before, after }: { readonly before: RichDocument; readonly after: RichDocument },
  wanted: (change: BlockChange) => boolean,
): boolean {
  const changes = diffBlocks(before.markdown, after.markdown);
  const text = restoredText(before.markdown, after.markdown, changes, wanted);
  if (text !== undefined) {
    session.source.edit(() => text);
    return session.source.settle();
  }
  const { editor } = session;
  const transaction = restoreTransaction(editor.state, before, after, changes, wanted);
  if (transaction) editor.view.dispatch(transaction);
  return transaction !== undefined;
}

/** Restores one item of a list from an earlier version. @returns false when nothing was changed */
export function restoreItemIn(
  { editor }: Session,
  { before, after }: { readonly before: RichDocument; readonly after: RichDocument },
  item: ShownItem,
): boolean {
  const transaction = restoreItemTransaction(editor.state, before, after, item);
  if (transaction) editor.view.dispatch(transaction);
  return transaction !== undefined;
}

/**
 * Builds the transaction that restores changes from an earlier version. It is one undo step and leaves
 * unchanged blocks alone.
 * @param state the editor's state, whose document is `after`
 * @param version the earlier version
 * @param changes all changes between the two; those that `wanted` names are restored
 * @returns undefined when the editor's document has changed since
 */
export function restoreTransaction(
  state: EditorState,
  version: RichDocument,
  after: RichDocument,
  changes: readonly BlockChange[],
  wanted: (change: BlockChange) => boolean,
): Transaction | undefined {
  const shown = blocksIn(state.doc);
  const places = new Map(blocksOf(after.markdown).map(({ id }, index) => [id, shown[index]]));
  if (places.size !== shown.length) return undefined;
  const nodes = new Map(
    (version.content.content ?? []).map((json) => [json.attrs?.["slice"], json] as const),
  );
  const made = (id: number, slice: unknown): Node | undefined => {
    const json = nodes.get(id);
    return json && state.schema.nodeFromJSON({ ...json, attrs: { ...json.attrs, slice } });
  };
  const transaction = closeHistory(state.tr);
  let end = 0;
  for (const change of changes) {
    const place = "after" in change ? places.get(change.after.id) : undefined;
    const at = (position: number) => transaction.mapping.map(position);
    if (change.kind !== "same" && wanted(change))
      if (change.kind === "removed") {
        const node = made(change.before.id, null);
        if (node) transaction.insert(at(end), node);
      } else if (place && change.kind === "added") transaction.delete(at(place.from), at(place.to));
      else if (place && change.kind === "changed") {
        // The restored node takes over the slice of the replaced node, so the save changes as few bytes as
        // possible.
        const node = made(change.before.id, place.slice);
        if (node) transaction.replaceWith(at(place.from), at(place.to), node);
      }
    if (place) end = place.to;
  }
  return transaction.docChanged ? transaction : undefined;
}

/**
 * Builds the transaction that restores one item of a list from an earlier version, as one undo step. The list's
 * other items are left alone.
 * @param state the editor's state, whose document is `after`
 * @returns undefined when the editor's document has changed since
 */
export function restoreItemTransaction(
  state: EditorState,
  version: RichDocument,
  after: RichDocument,
  { change, pair, kind }: ShownItem,
): Transaction | undefined {
  const shown = blocksIn(state.doc);
  const blocks = blocksOf(after.markdown);
  const place = shown[blocks.findIndex(({ id }) => id === change.after.id)];
  const now = place && state.doc.nodeAt(place.from);
  const json = version.content.content?.find(({ attrs }) => attrs?.["slice"] === change.before.id);
  if (shown.length !== blocks.length || !now || !json) return undefined;
  const pairs = pairsOf(state.schema.nodeFromJSON(json), now) ?? [];
  const { first: old, second: own } = pairs[pair] ?? {};
  let at = place.from + 1;
  for (const { second } of pairs.slice(0, pair)) at += second?.nodeSize ?? 0;
  const end = at + (own?.nodeSize ?? 0);
  const transaction = closeHistory(state.tr);
  if (kind === "added" && own && !old) transaction.delete(at, end);
  else if (kind === "removed" && old && !own) transaction.insert(at, old);
  else if (kind === "changed" && old && own) transaction.replaceWith(at, end, old);
  return transaction.docChanged ? transaction : undefined;
}

/** The top-level nodes that are written to the file. An empty paragraph is not. */
function blocksIn(doc: Node): { from: number; to: number; slice: unknown }[] {
  const found: { from: number; to: number; slice: unknown }[] = [];
  doc.forEach((node, from) => {
    const json: EditorNode = node.toJSON();
    if (canonical(json) !== undefined)
      found.push({ from, to: from + node.nodeSize, slice: node.attrs["slice"] });
  });
  return found;
}
