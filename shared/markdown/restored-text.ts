import type { BlockChange } from "./block-diff";
import { blocksOf } from "./document-slices";
import { reparse } from "./reparse";
import type { MarkdownDocument } from "./types";

/**
 * Restores selected blocks of a document to an earlier version, byte for byte except for line ends, which
 * stay the document's. All other blocks keep their bytes.
 * @param changes all changes between the two versions; those that `wanted` selects are undone
 * @returns undefined where the result would not be parsed as the same blocks
 */
export function restoredText(
  version: MarkdownDocument,
  now: MarkdownDocument,
  changes: readonly BlockChange[],
  wanted: (change: BlockChange) => boolean,
): string | undefined {
  const inItsLineEnds = (text: string) =>
    version.eol === now.eol ? text : text.replace(/\r\n?|\n/g, now.eol);
  if (changes.every((change) => change.kind === "same" || wanted(change)))
    return inItsLineEnds(version.text);
  const kept = changes.flatMap((change) => keptOf(change, wanted(change), inItsLineEnds));
  const gapIn = [gapsOf(version), gapsOf(now)] as const;
  const gap = (a: Kept, b: Kept): string | undefined => {
    const own = gapIn[1].between(a.now, b.now);
    const old = gapIn[0].between(a.version, b.version);
    return own ?? (old === undefined ? undefined : inItsLineEnds(old));
  };
  const blank = now.eol + now.eol;
  const texts = [
    (a: Kept, b: Kept) => gap(a, b) ?? blank,
    (a: Kept, b: Kept) => gapIn[1].between(a.now, b.now) ?? blank,
  ].map((between) => {
    const parts = kept.flatMap((block, index) => {
      const before = kept[index - 1];
      return [...(before ? [between(before, block)] : []), block.source];
    });
    return gapIn[1].first + parts.join("") + gapIn[1].last;
  });
  return texts.find((text) => {
    const read = blocksOf(reparse(now, text));
    return (
      read.length === kept.length && read.every(({ source }, at) => source === kept[at]?.source)
    );
  });
}

/** A block of the new text, with its id in each version. */
interface Kept {
  readonly source: string;
  readonly version: number | undefined;
  readonly now: number | undefined;
}

function keptOf(change: BlockChange, wanted: boolean, convert: (text: string) => string): Kept[] {
  const version = "before" in change ? change.before.id : undefined;
  const now = "after" in change ? change.after.id : undefined;
  if (wanted && change.kind !== "same")
    return change.kind === "added" ? [] : [{ source: convert(change.before.source), version, now }];
  return change.kind === "removed" ? [] : [{ source: change.after.source, version, now }];
}

/** The gaps between neighbouring blocks, by their ids, and at the ends of a document. */
function gapsOf(document: MarkdownDocument) {
  const blocks = blocksOf(document);
  const places = new Map(blocks.map(({ id }, index) => [id, index]));
  const [first, last] = [blocks[0], blocks.at(-1)];
  return {
    first: first ? document.text.slice(0, first.start) : "",
    last: last ? document.text.slice(last.end) : document.text,
    between(a: number | undefined, b: number | undefined): string | undefined {
      const from = a === undefined ? undefined : places.get(a);
      const to = b === undefined ? undefined : places.get(b);
      if (from === undefined || to !== from + 1) return undefined;
      return document.text.slice(blocks[from]?.end, blocks[to]?.start);
    },
  };
}
