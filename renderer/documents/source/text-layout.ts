import { canonical } from "@shared/markdown/canonical";
import { blocksOf } from "@shared/markdown/document-slices";
import type { EditorNode, MarkdownDocument } from "@shared/markdown/types";

/** A text, and where in it the blocks of the rich text are. */
export interface TextLayout {
  readonly text: string;
  /** In order; without those that the text has no form for, such as empty paragraphs. */
  readonly blocks: readonly {
    /** Which child of the editor's document it is. */
    readonly child: number;
    /** UTF-16 indexes into the text. */
    readonly start: number;
    readonly end: number;
  }[];
}

/**
 * @param written the text of the editor's blocks, taken apart
 * @returns undefined where the two do not go together
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
