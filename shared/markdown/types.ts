import type { TextEdit } from "../base/text-edit";

/** The choices that Markdown leaves to the writer, as made in one block. */
export interface Style {
  readonly bullet: "-" | "*" | "+";
  readonly bulletOrdered: "." | ")";
  /** Numbers count up; otherwise every item has the same number. */
  readonly counting: boolean;
  readonly itemIndent: "one" | "tab";
  /** Blank lines between list items. */
  readonly loose: boolean;
  readonly tick: "x" | "X";
  readonly emphasis: "*" | "_";
  readonly strong: "*" | "_";
  readonly fence: "`" | "~";
  readonly fenceLength: number;
  readonly indentedCode: boolean;
  readonly setext: boolean;
  readonly rule: string;
  readonly hardBreak: "\\\n" | "  \n";
  /** A line break in a table cell, which is HTML. */
  readonly cellBreak: string;
  readonly tablePadding: boolean;
  readonly tableAligned: boolean;
  /** Whether addresses are bare, as GitHub links them, and not in angle brackets. */
  readonly bareLinks: boolean;
}

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

/** One character, hard break, image or rawInline of a text block, with the position of its source. */
export interface InlineUnit {
  /** The character itself, or the whole atom. */
  readonly node: EditorNode;
  readonly start: number;
  readonly end: number;
}

/** The position of an editor node's source, as UTF-16 indexes into the text that was laid out. */
export interface Layout {
  readonly node: EditorNode;
  readonly start: number;
  readonly end: number;
  readonly children: readonly Layout[];
  /** For text blocks in which the source of every character was located. */
  readonly units?: readonly InlineUnit[];
  /**
   * For text blocks that are not empty: the position of their content without `#`, bars and other signs.
   */
  readonly inline?: { readonly start: number; readonly end: number };
  /** For task items: the offset of the character between the brackets. */
  readonly box?: number;
}

/**
 * A label that a block defines for the whole document: "[" and a link's label, or "^" and a footnote's, in
 * lower case.
 */
export type Label = `[${string}` | `^${string}`;

/** A top-level block. */
export interface BlockSlice {
  readonly kind: "block";
  /** The id stays with the block when its neighbours are parsed again. */
  readonly id: number;
  /** UTF-16 indexes into the document's text. */
  readonly start: number;
  readonly end: number;
  readonly source: string;
  /** The editor's node: a node of the block's own kind, or a rawBlock. */
  readonly shown: EditorNode;
  readonly labels: readonly Label[];
}

/** The text between blocks: blank lines, indentation, the byte-order mark. */
export interface GapSlice {
  readonly kind: "gap";
  readonly start: number;
  readonly end: number;
  readonly source: string;
}

export type Slice = BlockSlice | GapSlice;

/**
 * A Markdown text divided without loss: the joined sources of the slices are the text. It is plain data, so
 * that a worker can make it.
 */
export interface MarkdownDocument {
  readonly text: string;
  /** The line end for new lines: the text's first, or "\n". */
  readonly eol: "\n" | "\r\n" | "\r";
  /** The style of the text's first blocks of each kind. */
  readonly style: Style;
  readonly slices: readonly Slice[];
  /** Greater than every id in use. */
  readonly nextId: number;
}

/** An edit, and the text that it applies to. */
export interface Since {
  readonly text: string;
  readonly edit: TextEdit;
}

export type SaveResult =
  | {
      readonly text: string;
      /** The saved text, parsed. */
      readonly document: MarkdownDocument;
      /** The difference from the previously saved text, when it is known. */
      readonly since?: Since;
    }
  /** Nothing may be written. One plain sentence gives the reason. */
  | { readonly refused: string };
