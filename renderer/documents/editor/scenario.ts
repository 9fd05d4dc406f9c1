import type { Editor } from "@tiptap/core";
import type { Node, Schema } from "@tiptap/pm/model";
import { TextSelection } from "@tiptap/pm/state";

/** The placeholder for text to be written in a new scenario. */
const blank = "…";

/**
 * Inserts a numbered `**Given** …, **When** …, **Then** …` after the list item or the block at the cursor, and
 * selects the first placeholder, so that typing replaces it.
 * @returns whether a scenario was inserted
 */
export function insertScenario(editor: Editor): boolean {
  const { state, view } = editor;
  const { $from } = state.selection;
  const item = scenarioItem(state.schema);
  let at: number;
  let node = item;
  const depth = listDepth($from.node.bind($from), $from.depth);
  if (depth !== undefined) at = $from.after(depth);
  else {
    at = $from.depth === 0 ? $from.pos : $from.after(1);
    node = state.schema.node("orderedList", { start: 1 }, [item]);
  }
  const transaction = state.tr.insert(at, node);
  const text = at + (node === item ? 2 : 3);
  const first = text + "Given ".length;
  transaction.setSelection(TextSelection.create(transaction.doc, first, first + blank.length));
  view.dispatch(transaction.scrollIntoView());
  view.focus();
  return true;
}

/** The depth of the list item at the cursor, if its list is numbered. */
function listDepth(nodeAt: (depth: number) => Node, deepest: number): number | undefined {
  for (let depth = deepest; depth > 1; depth -= 1)
    if (nodeAt(depth).type.name === "listItem" && nodeAt(depth - 1).type.name === "orderedList")
      return depth;
  return undefined;
}

function scenarioItem(schema: Schema): Node {
  const bold = [schema.mark("bold")];
  const step = (word: string, after: string) => [
    schema.text(word, bold),
    schema.text(` ${blank}${after}`),
  ];
  return schema.node("listItem", null, [
    schema.node("paragraph", null, [
      ...step("Given", ", "),
      ...step("When", ", "),
      ...step("Then", ""),
    ]),
  ]);
}
