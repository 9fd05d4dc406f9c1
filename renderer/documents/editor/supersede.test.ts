import { parseSpec } from "@shared/specs/spec";
import { getSchema } from "@tiptap/core";
import { Node } from "@tiptap/pm/model";
import { EditorState, TextSelection } from "@tiptap/pm/state";
import { expect, it } from "vitest";
import { readDocument, writeDocument } from "../keeping/rich-text";
import { documentExtensions } from "./extensions";
import { supersedeTransaction } from "./supersede";

const schema = getSchema(documentExtensions(async () => null));

const spec = `# Spec

*  **FR-001**: System MUST   add.
*  **FR-002**: System MUST round \`half\`
   to even &copy;
-  see FR-001
`;

/** The text after the command, with the cursor in the words; undefined when nothing changes. */
function give(text: string, words: string): string | undefined {
  const document = readDocument(text);
  if (document.kind === "source") throw new Error("not rich");
  const doc = Node.fromJSON(schema, document.content);
  let at = 0;
  doc.descendants((node, position) => {
    const index = node.isTextblock ? node.textContent.indexOf(words) : -1;
    if (index >= 0) at = position + 1 + index;
  });
  const state = EditorState.create({ doc, selection: TextSelection.create(doc, at) });
  const transaction = supersedeTransaction(state);
  if (transaction === undefined) return undefined;
  const produced = writeDocument(document, transaction.doc);
  return produced.ok ? produced.text : undefined;
}

it("strikes a requirement out in its place, and restores it", () => {
  const struck = give(spec, "add") ?? "";
  expect(struck).toContain("*  ~~**FR-001**: System MUST");
  expect(struck).toContain(
    "add.~~ (superseded)\n*  **FR-002**: System MUST round `half`\n   to even &copy;\n-  see",
  );
  expect(parseSpec(struck)).toMatchObject({
    requirements: [{ id: "FR-002" }],
    superseded: [{ id: "FR-001" }],
  });
  const back = give(struck, "add") ?? "";
  expect(back.replace(/ +/g, " ")).toBe(spec.replace(/ +/g, " "));
});

it("strikes out all lines of a requirement", () => {
  const struck = give(spec, "round") ?? "";
  expect(parseSpec(struck).superseded).toMatchObject([{ id: "FR-002" }]);
  expect(struck).toContain("*  **FR-001**: System MUST   add.\n");
});

it("changes nothing else", () => {
  expect(give(spec, "see")).toBeUndefined();
  expect(give(spec, "Spec")).toBeUndefined();
});
