import { type Editor, Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { Plugin, PluginKey, TextSelection } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { languageOf, withLanguage } from "./language";

const key = new PluginKey<DecorationSet>("codeLanguage");

/** A field on each code block that shows and changes its language. */
export const CodeLanguage = Extension.create({
  name: "codeLanguage",
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin<DecorationSet>({
        key,
        state: {
          init: (_config, { doc }) =>
            DecorationSet.create(doc, fields(editor, doc, 0, doc.content.size)),
          apply(transaction, set) {
            if (!transaction.docChanged) return set;
            const { doc } = transaction;
            let next = set.map(transaction.mapping, doc);
            const range = transaction.changedRange();
            if (!range) return next;
            const from = Math.max(0, range.from - 1);
            const to = Math.min(doc.content.size, range.to + 1);
            const fresh = fields(editor, doc, from, to);
            const places = fresh.map((it) => it.from);
            const stale = next.find(from, to).concat(...places.map((at) => next.find(at, at)));
            next = next.remove(
              stale.filter((it) => (it.from >= from && it.from <= to) || places.includes(it.from)),
            );
            return next.add(doc, fresh);
          },
        },
        props: { decorations: (state) => key.getState(state) },
      }),
    ];
  },
});

function fields(editor: Editor, doc: Node, from: number, to: number): Decoration[] {
  const found: Decoration[] = [];
  doc.nodesBetween(from, to, (node, position) => {
    if (node.type.name === "codeBlock") {
      const language = languageOf(node);
      found.push(
        Decoration.widget(position, (_view, place) => field(editor, language, place), {
          // Right before its block, after the widgets of the block above.
          side: -0.5,
          key: `language ${language}`,
          ignoreSelection: true,
          stopEvent: () => true,
        }),
      );
    }
    return !node.isTextblock;
  });
  return found;
}

function field(editor: Editor, language: string, place: () => number | undefined): HTMLElement {
  const dom = document.createElement("div");
  dom.className = "code-language";
  dom.contentEditable = "false";
  if (!editor.isEditable) {
    const word = document.createElement("span");
    word.textContent = language;
    dom.append(word);
    return dom;
  }
  const input = document.createElement("input");
  input.value = language;
  input.placeholder = "Language";
  input.ariaLabel = "Language of the code";
  input.spellcheck = false;
  input.setAttribute("list", suggestions.id);
  const block = () => {
    const position = place();
    return position === undefined
      ? undefined
      : { position, node: editor.state.doc.nodeAt(position) };
  };
  const apply = () => {
    const at = block();
    const value = input.value.trim().replace(/[`\s].*/s, "");
    if (at?.node?.type.name === "codeBlock" && value !== languageOf(at.node))
      editor.view.dispatch(
        editor.state.tr.setNodeAttribute(at.position, "language", withLanguage(at.node, value)),
      );
  };
  input.addEventListener("focus", () => {
    void suggest();
    input.select();
  });
  input.addEventListener("change", apply);
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") input.value = language;
    else if (event.key !== "Enter") return;
    event.preventDefault();
    const at = block();
    if (!at) return;
    const { selection, doc } = editor.state;
    const inside =
      selection.from > at.position && selection.from < at.position + (at.node?.nodeSize ?? 0);
    if (!inside)
      editor.view.dispatch(
        editor.state.tr.setSelection(TextSelection.create(doc, at.position + 1)),
      );
    // Leaving the field applies its value.
    editor.view.focus();
  });
  dom.append(input);
  return dom;
}

/** The suggested names: one list in the page, filled when a field is first used. */
const suggestions = { id: "code-languages", asked: false };

async function suggest(): Promise<void> {
  if (suggestions.asked) return;
  suggestions.asked = true;
  const { languages } = await import("./languages");
  const list = document.createElement("datalist");
  list.id = suggestions.id;
  list.append(
    ...["mermaid", ...languages].sort().map((name) => {
      const option = document.createElement("option");
      option.value = name;
      return option;
    }),
  );
  document.body.append(list);
}

/** Focuses the field of the code block at the cursor. @returns whether the cursor is in a code block */
export function focusLanguage({ state, view }: Editor): boolean {
  const { $from } = state.selection;
  if ($from.parent.type.name !== "codeBlock") return false;
  const dom = view.nodeDOM($from.before());
  const before = dom instanceof Element ? dom.previousElementSibling : null;
  const input = before?.querySelector("input");
  input?.focus();
  return input !== null && input !== undefined;
}
