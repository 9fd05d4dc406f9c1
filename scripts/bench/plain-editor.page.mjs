// The reference of the typing benchmarks: only ProseMirror with the same schema and the same document. typing.mjs
// bundles it; it runs in the page.

import { documentSchema } from "@shared/editor/schema";
import { parseDocument } from "@shared/markdown/parse-document";
import { toEditor } from "@shared/markdown/to-editor";
import { Node } from "@tiptap/pm/model";
import { EditorState } from "@tiptap/pm/state";
import { EditorView } from "@tiptap/pm/view";

const doc = Node.fromJSON(documentSchema, toEditor(parseDocument(globalThis.benchmarkText)));
new EditorView(document.querySelector("main"), { state: EditorState.create({ doc }) });
document.body.dataset.ready = "document";
