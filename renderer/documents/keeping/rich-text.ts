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
import type { Produced } from "./keeper";

/** A text as the editor shows it. */
export interface RichDocument {
  readonly kind: "rich";
  /** The text that was read; saving starts from it. */
  readonly text: string;
  readonly markdown: MarkdownDocument;
  readonly content: JSONContent;
  /** Whether the content is the text's, without an edit. */
  readonly unedited: boolean;
  readonly saver: Saver;
}

/** A text that the editor cannot show otherwise than as it is. */
export interface SourceDocument {
  readonly kind: "source";
  readonly text: string;
  readonly why: string;
}

/**
 * Reads a Markdown text for the editor, here and now: a long one takes seconds.
 * @param firstId greater than every slice id that an earlier text in the same editor had, so that a block
 * that undo brings back is never taken for one of this text
 */
export const readDocument = (text: string, firstId = 0): RichDocument | SourceDocument =>
  asDocument(parseDocument(text, firstId));

/** A text that has been read, for the editor. */
export function asDocument(markdown: MarkdownDocument): RichDocument | SourceDocument {
  const { text } = markdown;
  try {
    const content = toEditor(markdown);
    // The editor has to take all of it.
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

/** A text that the editor cannot show, or that cannot even be read. @param why a sentence for the person */
export const asSource = (
  text: string,
  why = "The editor has no form for this document. It is shown as source.",
): SourceDocument => ({ kind: "source", text, why });

/**
 * What blocks of an editor, and blocks inside them, are in JSON. An edit leaves all others the same objects,
 * so a save costs no more than what was edited since the last one.
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
 * Notes that an editor's document has just been made of this text, so that its blocks need not be compared
 * with the text's when they are saved.
 */
export function noteShown(document: RichDocument, doc: Node): void {
  if (!document.unedited) return;
  for (const [index, slice] of blocksOf(document.markdown).entries()) {
    const block = doc.maybeChild(index);
    if (block?.attrs["slice"] === slice.id) noteJson(block, editorBlock(slice));
  }
}

/** What a document is written as: its text, and the same taken apart. */
export type Written =
  | (Extract<Produced, { ok: true }> & { readonly markdown: MarkdownDocument })
  | Extract<Produced, { ok: false }>;

/** The document's text with the editor's blocks in it. What was not edited keeps its bytes. */
export function writeDocument(document: RichDocument, doc: Node): Produced {
  const written = writeBlocks(document, doc);
  return written.ok ? { ok: true, text: written.text } : written;
}

/** The same, with the text taken apart. */
export function writeBlocks(document: RichDocument, doc: Node): Written {
  const result = document.saver.save(blocksIn(doc));
  if ("refused" in result) return { ok: false, why: result.refused };
  const { text, since } = result;
  return { ok: true, text, markdown: result.document, ...(since && { since }) };
}

/** The editor's blocks as the engine takes them. */
export const blocksIn = (doc: Node): readonly EditorNode[] => doc.children.map(asJson);

const sourceSchema = z.object({ source: z.string() });

const sketchedOnSchema = z.object({
  text: z.string(),
  /** The slices' ids, in order. */
  ids: z.array(z.number().int().nonnegative()),
  nextId: z.number().int().nonnegative(),
});

const changesSchema = z.object({
  /** A block that is as its slice says by the slice's id alone. */
  blocks: z.array(z.unknown()),
});

/**
 * An edit as the editor holds it, for the local database: cheap to make at every key, and in strings,
 * because copying a tree of objects into the database takes ten times as long.
 */
export function sketchOf({ markdown }: RichDocument, doc: Node): Sketch {
  const { on, unedited } = sketchedOn(markdown);
  const blocks = doc.children.map((block) => unedited.get(asJson(block)) ?? block);
  return { on, changes: JSON.stringify({ blocks }) };
}

interface SketchedOn {
  readonly on: string;
  /** The ids of the blocks that are as their slices say. */
  readonly unedited: ReadonlyMap<EditorNode, number>;
}

/** The part of a document's sketches that is the same in all of them. */
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

/** The text of a sketch that was made of an edit of the source; undefined for another one. */
export function readSourceSketch({ changes }: Sketch): string | undefined {
  try {
    return sourceSchema.parse(JSON.parse(changes)).source;
  } catch {
    return undefined;
  }
}

/**
 * Reads a sketch back.
 * @param parse takes the text apart
 * @returns the document that it was made on, and the editor's content; undefined when it is no sketch
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

/** A document with other ids. @throws when there are more or fewer than it has blocks */
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
