import { documentSchema } from "@shared/editor/schema";
import { blocksOf } from "@shared/markdown/document-slices";
import { parseDocument } from "@shared/markdown/parse-document";
import { createSaver, type Saver } from "@shared/markdown/save";
import { editorBlock, toEditor } from "@shared/markdown/to-editor";
import type { EditorNode, MarkdownDocument } from "@shared/markdown/types";
import type { JSONContent } from "@tiptap/core";
import { Node } from "@tiptap/pm/model";
import { z } from "zod";
import type { Sketch } from "../../store/database";
import type { Produced } from "./file-merge";

/** A text that the editor shows as rich text. */
export interface RichDocument {
  readonly kind: "rich";
  /** The parsed text, which a save starts from. */
  readonly text: string;
  readonly markdown: MarkdownDocument;
  readonly content: JSONContent;
  /** Whether the content equals the text's, without an edit. */
  readonly unedited: boolean;
  readonly saver: Saver;
}

/** A text that the editor can only show as source. */
export interface SourceDocument {
  readonly kind: "source";
  readonly text: string;
  readonly why: string;
}

/**
 * Parses a Markdown text for the editor, in this thread: a long text takes seconds.
 * @param firstId greater than every slice id that an earlier text had in the same editor. A block that undo
 * brings back is so never taken for a block of this text.
 */
export const readDocument = (text: string, firstId = 0): RichDocument | SourceDocument =>
  asDocument(parseDocument(text, firstId));

/** Makes a parsed text into a document for the editor. */
export function asDocument(markdown: MarkdownDocument): RichDocument | SourceDocument {
  const { text } = markdown;
  try {
    const content = toEditor(markdown);
    // The editor's schema must accept the whole content.
    Node.fromJSON(documentSchema, content).check();
    return {
      kind: "rich",
      text,
      markdown,
      content: content as JSONContent,
      unedited: true,
      saver: createSaver(markdown),
    };
  } catch {
    return asSource(text);
  }
}

/** A text that is shown as source. @param why a sentence for the person */
export const asSource = (
  text: string,
  why = "The editor has no form for this document. It is shown as source.",
): SourceDocument => ({ kind: "source", text, why });

/**
 * The JSON of the editor's blocks and of their inner blocks. An edit leaves all other blocks the same objects,
 * so a save costs only as much as the edits since the last save.
 */
const jsonOf = new WeakMap<Node, EditorNode>();

function asJson(block: Node): EditorNode {
  const known = jsonOf.get(block);
  if (known) return known;
  const json: EditorNode =
    block.isTextblock || block.childCount === 0
      ? block.toJSON()
      : { ...block.copy().toJSON(), content: block.children.map(asJson) };
  jsonOf.set(block, json);
  return json;
}

function noteJson(block: Node, json: EditorNode): void {
  jsonOf.set(block, json);
  const { content = [] } = json;
  if (block.isTextblock || content.length !== block.childCount) return;
  for (const [index, child] of content.entries()) noteJson(block.child(index), child);
}

/**
 * Remembers that this editor's document was just made from this text. A save then need not compare its blocks
 * with the text's blocks.
 */
export function noteShown(document: RichDocument, doc: Node): void {
  if (!document.unedited) return;
  for (const [index, slice] of blocksOf(document.markdown).entries()) {
    const block = doc.maybeChild(index);
    if (block?.attrs["slice"] === slice.id) noteJson(block, editorBlock(slice));
  }
}

/** The result of writing a document: its text and the parsed text; or the reason for a refusal. */
export type Written =
  | (Extract<Produced, { ok: true }> & { readonly markdown: MarkdownDocument })
  | Extract<Produced, { ok: false }>;

/** The document's text with the editor's blocks. Unedited blocks keep their bytes. */
export function writeDocument(document: RichDocument, doc: Node): Produced {
  const written = writeBlocks(document, doc);
  return written.ok ? { ok: true, text: written.text } : written;
}

/** As `writeDocument`, with the parsed text. */
export function writeBlocks(document: RichDocument, doc: Node): Written {
  const result = document.saver.save(blocksIn(doc));
  if ("refused" in result) return { ok: false, why: result.refused };
  const { text, since } = result;
  return { ok: true, text, markdown: result.document, ...(since && { since }) };
}

/** The editor's blocks in the engine's form. */
export const blocksIn = (doc: Node): readonly EditorNode[] => doc.children.map(asJson);

const sourceSchema = z.object({ source: z.string() });

const sketchedOnSchema = z.object({
  text: z.string(),
  /** The slices' ids, in order. */
  ids: z.array(z.number().int().nonnegative()),
  nextId: z.number().int().nonnegative(),
});

const changesSchema = z.object({
  /** An unedited block is represented by its slice's id alone. */
  blocks: z.array(z.unknown()),
});

/**
 * An edit in the editor's own form, for the local database. It is cheap enough to make at every key. It
 * consists of strings, because copying a tree of objects into the database takes ten times as long.
 */
export function sketchOf({ markdown }: RichDocument, doc: Node): Sketch {
  const { on, unedited } = sketchedOn(markdown);
  const blocks = doc.children.map((block) => unedited.get(asJson(block)) ?? block);
  return { on, changes: JSON.stringify({ blocks }) };
}

interface SketchedOn {
  readonly on: string;
  /** The slice ids of the unedited blocks. */
  readonly unedited: ReadonlyMap<EditorNode, number>;
}

/** The part that all sketches of a document have in common. */
function sketchedOn(markdown: MarkdownDocument): SketchedOn {
  const known = sketchesOn.get(markdown);
  if (known) return known;
  const slices = blocksOf(markdown);
  const { text, nextId } = markdown;
  const found: SketchedOn = {
    on: JSON.stringify({ text, ids: slices.map(({ id }) => id), nextId }),
    unedited: new Map(slices.map((slice) => [editorBlock(slice), slice.id])),
  };
  sketchesOn.set(markdown, found);
  return found;
}

const sketchesOn = new WeakMap<MarkdownDocument, SketchedOn>();

/** An edit of the source, for the local database. */
export const sketchOfSource = (source: string): Sketch => ({
  on: "",
  changes: JSON.stringify({ source }),
});

/** The text of a sketch of an edited source; undefined for other sketches. */
export function readSourceSketch({ changes }: Sketch): string | undefined {
  try {
    return sourceSchema.parse(JSON.parse(changes)).source;
  } catch {
    return undefined;
  }
}

/**
 * Reads a sketch back.
 * @param parse parses the text
 * @returns the document that the sketch was made on, and the editor's content; undefined when it is not a
 * sketch
 */
export async function readSketch(
  sketch: Sketch,
  parse: (text: string) => Promise<MarkdownDocument>,
): Promise<{ document: RichDocument; doc: Node } | undefined> {
  try {
    const { text, ids, nextId } = sketchedOnSchema.parse(JSON.parse(sketch.on));
    const { blocks } = changesSchema.parse(JSON.parse(sketch.changes));
    const document = asDocument(withIds(await parse(text), ids, nextId));
    if (document.kind === "source") return undefined;
    const shown = new Map(
      blocksOf(document.markdown).map((slice) => [slice.id, editorBlock(slice)]),
    );
    const content = blocks.map((block) => (typeof block === "number" ? shown.get(block) : block));
    const doc = Node.fromJSON(documentSchema, { type: "doc", content });
    doc.check();
    return { document: { ...document, content: doc.toJSON(), unedited: false }, doc };
  } catch {
    return undefined;
  }
}

/** The document with other slice ids. @throws when the number of ids is not the number of blocks */
function withIds(
  document: MarkdownDocument,
  ids: readonly number[],
  nextId: number,
): MarkdownDocument {
  if (ids.length !== blocksOf(document).length) throw new Error("ids of another document");
  let at = 0;
  const slices = document.slices.map((slice) =>
    slice.kind === "gap" ? slice : { ...slice, id: ids[at++] ?? slice.id },
  );
  return { ...document, slices, nextId };
}
