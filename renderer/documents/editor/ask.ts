import type { Editor } from "@tiptap/core";
import { type EditorState, TextSelection, type Transaction } from "@tiptap/pm/state";

const blank = "what is to be decided?";

/**
 * Inserts an open question at the cursor, `[NEEDS CLARIFICATION: …]`, and selects its words. A selected text
 * becomes the question's words.
 * Format: github/spec-kit, templates/spec-template.md, "Functional Requirements".
 * @returns undefined in code, across blocks and within another question, where no question can be
 */
export function askQuestion({ selection, tr }: EditorState): Transaction | undefined {
  const { $from, $to } = selection;
  const { parent } = $from;
  if (!parent.inlineContent || parent.type.spec.code || !$from.sameParent($to)) return undefined;
  const text = parent.textBetween(0, parent.content.size, undefined, "\ufffc");
  if (/\[NEEDS CLARIFICATION[^\]]*$/.test(text.slice(0, $from.parentOffset))) return undefined;
  const selected = text.slice($from.parentOffset, $to.parentOffset);
  const words = /^[^[\]\ufffc]+$/.test(selected) ? selected.trim() : "";
  const from = words === "" ? $to.pos : $from.pos + selected.indexOf(words);
  const behindWord = words === "" && /\S$/.test(text.slice(0, $to.parentOffset));
  const beforeWord = words === "" && /^[\p{L}\p{N}]/u.test(text.slice($to.parentOffset));
  const lead = `${behindWord ? " " : ""}[NEEDS CLARIFICATION: `;
  const question = words || blank;
  tr.insertText(`${lead}${question}]${beforeWord ? " " : ""}`, from, from + words.length);
  const start = from + lead.length;
  return tr
    .setSelection(TextSelection.create(tr.doc, start, start + question.length))
    .scrollIntoView();
}

/** @returns whether a question was inserted */
export function insertQuestion({ state, view }: Editor): boolean {
  const transaction = askQuestion(state);
  if (!transaction) return false;
  view.dispatch(transaction);
  view.focus();
  return true;
}
