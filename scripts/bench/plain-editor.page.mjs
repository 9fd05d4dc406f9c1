// The reference of the typing benchmarks: ProseMirror with the same schema and the same document, and nothing
// else. Bundled by typing.mjs; runs in the page.

import { documentSchema } from "@shared/editor/schema";
import { parseDocument } from "@shared/markdown/parse";
import { toEditor } from "@shared/markdown/to-editor";
import { Node } from "@tiptap/pm/model";
import { EditorState } from "@tiptap/pm/state";
import { EditorView } from "@tiptap/pm/view";

const doc = Node.fromJSON(documentSchema, toEditor(parseDocument(globalThis.benchmarkText)));
new EditorView(document.querySelector("main"), { state: EditorState.create({ doc }) });
document.body.dataset.ready = "document";
