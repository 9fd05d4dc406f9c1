import { parseDocument } from "@shared/markdown/parse-document";
import { toEditor } from "@shared/markdown/to-editor";
import { Fragment, Node, type Schema } from "@tiptap/pm/model";

/**
 * The blocks of a Markdown text, as new blocks without slices. Takes as long as a save, so it suits a paste and
 * not each key.
 */
export function blocksOf(markdown: string, schema: Schema): Fragment {
  const blocks = toEditor(parseDocument(markdown)).content ?? [];
  return Fragment.fromArray(
    blocks.map((block) =>
      Node.fromJSON(schema, { ...block, attrs: { ...block.attrs, slice: null } }),
    ),
  );
}
