import type { TextEdit } from "../contracts/text-edit";
import type { Style } from "./style";

/** A value that an attribute of an editor node may have. */
export type EditorAttribute = string | number | boolean | null | undefined | readonly number[];

/** A mark as ProseMirror writes it in JSON: bold, italic, strike, code, link{href, title}. */
export interface EditorMark {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, EditorAttribute>>;
}

/**
 * A node as ProseMirror writes it in JSON. The names are those of Tiptap's StarterKit, Table, TaskList and
 * Image extensions, and `rawBlock{source, reason}` and `rawInline{source, reason}` for what the editor shows
 * as source. Soft line breaks are "\n" in the text. Top-level nodes carry the attribute `slice`: the id of the
 * slice they came from.
 */
export interface EditorNode {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, EditorAttribute>>;
  readonly content?: readonly EditorNode[];
  readonly marks?: readonly EditorMark[];
  readonly text?: string;
}

/** One character, hard break, image or rawInline of a text block, and where its source is. */
export interface InlineUnit {
  /** The character itself, or the whole atom. */
  readonly node: EditorNode;
  readonly start: number;
  readonly end: number;
}

/** Where the source of an editor node is, as UTF-16 indexes into the text that was laid out. */
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

/** What a block defines for the whole document: "[" and a link's label, or "^" and a footnote's, in lower case. */
export type Label = `[${string}` | `^${string}`;

/** A top-level block. */
export interface BlockSlice {
  readonly kind: "block";
  /** Stays with the block when its neighbours are read again. */
  readonly id: number;
  /** UTF-16 indexes into the document's text. */
  readonly start: number;
  readonly end: number;
  readonly source: string;
  /** What the editor shows: a node of its own kind, or a rawBlock. */
  readonly shown: EditorNode;
  readonly labels: readonly Label[];
}

/** What stands between blocks: blank lines, indentation, the byte-order mark. */
export interface GapSlice {
  readonly kind: "gap";
  readonly start: number;
  readonly end: number;
  readonly source: string;
}

export type Slice = BlockSlice | GapSlice;

/**
 * A Markdown text, taken apart without loss: the slices' sources, joined, are the text. Plain data, so that it
 * can be made in a worker.
 */
export interface MarkdownDocument {
  readonly text: string;
  /** The line end that new lines get: the text's first, or "\n". */
  readonly eol: "\n" | "\r\n" | "\r";
  /** What the text's first blocks of each kind look like. */
  readonly style: Style;
  readonly slices: readonly Slice[];
  /** Greater than every id in use. */
  readonly nextId: number;
}

/** An edit, and the text that it is one of. */
export interface Since {
  readonly text: string;
  readonly edit: TextEdit;
}

export type SaveResult =
  | {
      readonly text: string;
      /** The text, read back. */
      readonly document: MarkdownDocument;
      /** What is different from the text that was saved before, when that is known. */
      readonly since?: Since;
    }
  /** Nothing may be written: a plain sentence says why. */
  | { readonly refused: string };
