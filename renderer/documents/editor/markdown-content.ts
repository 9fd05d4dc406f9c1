import { parseDocument } from "@shared/markdown/parse-document";
import { toEditor } from "@shared/markdown/to-editor";
import { Fragment, Node, type Schema } from "@tiptap/pm/model";

/**
 * The blocks that a Markdown text says, as new ones of no document. Takes as long as a save does: a paste,
 * not a key press.
 */
export function blocksOf(markdown: string, schema: Schema): Fragment {
  const blocks = toEditor(parseDocument(markdown)).content ?? [];
  return Fragment.fromArray(
    blocks.map((block) =>
      Node.fromJSON(schema, { ...block, attrs: { ...block.attrs, slice: null } }),
    ),
  );
}
