import { documentSchema } from "@shared/editor/schema";
import { parseDocument } from "@shared/markdown/parse";
import { save } from "@shared/markdown/save";
import { toEditor } from "@shared/markdown/to-editor";
import type { EditorNode, MarkdownDocument } from "@shared/markdown/types";
import type { JSONContent } from "@tiptap/core";
import { Node } from "@tiptap/pm/model";
import { z } from "zod";
import type { Produced } from "../store/keeper";

/** A text as the editor shows it. */
export interface RichDocument {
  readonly kind: "rich";
  /** The text that was read; saving starts from it. */
  readonly text: string;
  readonly markdown: MarkdownDocument;
  /** The id of the first slice. */
  readonly firstId: number;
  readonly content: JSONContent;
}

/** A text that the editor cannot show otherwise than as it is. */
export interface SourceDocument {
  readonly kind: "source";
  readonly text: string;
  readonly why: string;
}

/**
 * Reads a Markdown text for the editor.
 * @param firstId greater than every slice id that an earlier text in the same editor had, so that a block
 * that undo brings back is never taken for one of this text
 */
export function readDocument(text: string, firstId = 0): RichDocument | SourceDocument {
  try {
    const markdown = parseDocument(text, firstId);
    const content = checked(toEditor(markdown));
    return { kind: "rich", text, markdown, firstId, content };
  } catch {
    return {
      kind: "source",
      text,
      why: "The editor has no form for this document. It is shown as source, read-only.",
    };
  }
}

/** The content, once it is certain that the editor takes all of it. Throws otherwise. */
function checked(content: unknown): JSONContent {
  const node = Node.fromJSON(documentSchema, content);
  node.check();
  return node.toJSON();
}

/** The document's text with the editor's blocks in it. What was not edited keeps its bytes. */
export function writeDocument(document: RichDocument, doc: Node): Produced {
  const blocks: readonly EditorNode[] = doc.content.toJSON() ?? [];
  const result = save(document.markdown, blocks);
  return "refused" in result ? { ok: false, why: result.refused } : { ok: true, text: result.text };
}

const sketchSchema = z.object({
  text: z.string(),
  firstId: z.number().int().nonnegative(),
  content: z.unknown(),
});

/**
 * An edit as the editor holds it, for the local database: cheap to make at every key, and one string,
 * because copying a tree of objects into the database takes ten times as long.
 */
export const sketchOf = (document: RichDocument, doc: Node): string =>
  JSON.stringify({ text: document.text, firstId: document.firstId, content: doc });

/**
 * Reads a sketch back.
 * @returns the document that it was made on, and the editor's content; undefined when it is no sketch
 */
export function readSketch(sketch: unknown): { document: RichDocument; doc: Node } | undefined {
  try {
    const { text, firstId, content } = sketchSchema.parse(JSON.parse(z.string().parse(sketch)));
    const document = readDocument(text, firstId);
    if (document.kind === "source") return undefined;
    const doc = Node.fromJSON(documentSchema, content);
    doc.check();
    return { document: { ...document, content: doc.toJSON() }, doc };
  } catch {
    return undefined;
  }
}
