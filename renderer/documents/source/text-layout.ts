import { canonical } from "@shared/markdown/canonical";
import { blocksOf } from "@shared/markdown/document-slices";
import type { EditorNode, MarkdownDocument } from "@shared/markdown/types";

/** A text, and the offsets of the rich text's blocks in it. */
export interface TextLayout {
  readonly text: string;
  /** In order. Blocks without a text form, such as empty paragraphs, are left out. */
  readonly blocks: readonly {
    /** The index of the block among the editor's top-level nodes. */
    readonly child: number;
    /** UTF-16 offsets in the text. */
    readonly start: number;
    readonly end: number;
  }[];
}

/**
 * @param written the parsed text of the editor's blocks
 * @returns undefined when text and blocks do not match
 */
export function layOutText(
  written: MarkdownDocument,
  blocks: readonly EditorNode[],
): TextLayout | undefined {
  const spans = blocksOf(written);
  const children = blocks.flatMap((block, child) => (canonical(block) ? [child] : []));
  if (children.length !== spans.length) return undefined;
  return {
    text: written.text,
    blocks: spans.map(({ start, end }, index) => ({ child: children[index] ?? 0, start, end })),
  };
}
