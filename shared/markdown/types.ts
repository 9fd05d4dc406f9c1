import type { RootContent } from "mdast";

/** A value that an attribute of an editor node may have. */
export type EditorAttribute = string | number | boolean | null | undefined | readonly number[];

/** A mark as ProseMirror writes it in JSON: bold, italic, strike, code, link{href, title}. */
export interface EditorMark {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, EditorAttribute>>;
}

/**
 * A node as ProseMirror writes it in JSON. The names are those of Tiptap's StarterKit, Table, TaskList and
 * Image extensions, and `rawBlock{source, reason}` for what the editor shows as source. Soft line breaks are
 * "\n" in the text. Top-level nodes carry the attribute `slice`: the id of the slice they came from.
 */
export interface EditorNode {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, EditorAttribute>>;
  readonly content?: readonly EditorNode[];
  readonly marks?: readonly EditorMark[];
  readonly text?: string;
}

/** One character, hard break or image of a text block, and where its source is. */
export interface InlineUnit {
  /** The character itself, or the whole atom. */
  readonly node: EditorNode;
  readonly start: number;
  readonly end: number;
}

/** Where the source of an editor node is, as UTF-16 indexes into the whole text. */
export interface Layout {
  readonly node: EditorNode;
  readonly start: number;
  readonly end: number;
  readonly children: readonly Layout[];
  /** For text blocks whose every character could be found in the source. */
  readonly units?: readonly InlineUnit[];
  /** For text blocks that are not empty: their content without `#`, pipes and the like. */
  readonly inline?: { readonly start: number; readonly end: number };
  /** For task items: the character between the brackets. */
  readonly box?: number;
}

/** A top-level block. */
export interface BlockSlice {
  readonly kind: "block";
  /** Stays with the block across saves. */
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly source: string;
  /** Undefined for a stretch that the parser could not divide into blocks of their own. */
  readonly node: RootContent | undefined;
  /** What the editor shows: a node of its own kind, or a rawBlock. */
  readonly layout: Layout;
}

/** What stands between blocks: blank lines, indentation, the byte-order mark. */
export interface GapSlice {
  readonly kind: "gap";
  readonly start: number;
  readonly end: number;
  readonly source: string;
}

export type Slice = BlockSlice | GapSlice;

/** A Markdown text, taken apart without loss: the slices' sources, joined, are the text. */
export interface MarkdownDocument {
  readonly text: string;
  /** The line end that new lines get: the text's first, or "\n". */
  readonly eol: "\n" | "\r\n" | "\r";
  readonly slices: readonly Slice[];
  /** Greater than every id in use. */
  readonly nextId: number;
}

export type SaveResult =
  | {
      readonly text: string;
      readonly document: MarkdownDocument;
      /** For each block that was given, the slice it now is; undefined for one that holds nothing. */
      readonly slices: readonly (number | undefined)[];
    }
  /** Nothing may be written: a plain sentence says why. */
  | { readonly refused: string };
