import type { Node, Schema } from "@tiptap/pm/model";
import type { EditorState, Transaction } from "@tiptap/pm/state";
import { idAt, type SpecSpot } from "./spec-decorations";

/** The words of a `[NEEDS CLARIFICATION: …]`; empty when it has none. */
export const questionOf = ({ text }: SpecSpot): string =>
  (/^\[NEEDS CLARIFICATION(?::([^\]]*))?\]$/.exec(text)?.[1] ?? "").replace(/\s+/g, " ").trim();

/**
 * Answers an open question in the way of Spec Kit's clarify command. The answer replaces the question in its
 * sentence. Question and answer are noted under `## Clarifications`, `### Session YYYY-MM-DD`, which are added
 * when they are missing. It is one edit, so one undo takes it back.
 * Format: github/spec-kit, templates/commands/clarify.md, step 6.
 * @param today `YYYY-MM-DD`
 * @returns undefined when the question no longer exists
 */
export function answerQuestion(
  state: EditorState,
  spot: SpecSpot,
  answer: string,
  today: string,
): Transaction | undefined {
  const { doc, schema } = state;
  if (spot.to > doc.content.size || doc.textBetween(spot.from, spot.to) !== spot.text)
    return undefined;
  const said = answer.replace(/\s+/g, " ").trim();
  const question = questionOf(spot) || `${idAt(state, spot.from)?.text ?? "An open point"}?`;
  const marks = (doc.nodeAt(spot.from)?.marks ?? []).filter(({ type }) => type.name !== "code");
  const after = doc.textBetween(spot.to, Math.min(spot.to + 1, doc.resolve(spot.to).end()));
  // "…after [NEEDS CLARIFICATION: how long?]." already has a full stop.
  const inSentence = /^[.,;:!?]/.test(after) ? said.replace(/[.,;:]+$/, "") : said;
  const transaction = state.tr.replaceWith(spot.from, spot.to, schema.text(inSentence, marks));
  return note(transaction, schema, `Q: ${question} → A: ${said}`, today);
}

/** Adds a line to today's session. */
function note(transaction: Transaction, schema: Schema, line: string, today: string): Transaction {
  const { doc } = transaction;
  const item = schema.node("listItem", null, [schema.node("paragraph", null, [schema.text(line)])]);
  const list = () => schema.node("bulletList", null, [item]);
  const heading = (level: number, text: string) =>
    schema.node("heading", { level }, [schema.text(text)]);
  const blocks = topBlocks(doc);
  const section = blocks.findIndex(({ node }) => isHeading(node, 2, /^clarifications\b/i));
  if (section === -1)
    return transaction.insert(beforeStories(blocks, doc), [
      heading(2, "Clarifications"),
      heading(3, `Session ${today}`),
      list(),
    ]);
  const end = endOf(blocks, section, 2);
  const session = blocks.findIndex(
    ({ node }, at) =>
      at > section && at < end && isHeading(node, 3, new RegExp(`^Session ${today}`)),
  );
  // The latest session comes last.
  if (session === -1)
    return transaction.insert(blocks[end]?.position ?? doc.content.size, [
      heading(3, `Session ${today}`),
      list(),
    ]);
  const sessionEnd = endOf(blocks, session, 3);
  const existing = blocks
    .slice(session + 1, sessionEnd)
    .findLast(({ node }) => node.type.name === "bulletList");
  if (existing) return transaction.insert(existing.position + existing.node.nodeSize - 1, item);
  return transaction.insert(blocks[sessionEnd]?.position ?? doc.content.size, list());
}

interface Block {
  readonly node: Node;
  readonly position: number;
}

function topBlocks(doc: Node): Block[] {
  const blocks: Block[] = [];
  doc.forEach((node, position) => {
    blocks.push({ node, position });
  });
  return blocks;
}

const isHeading = (node: Node, level: number, text: RegExp): boolean =>
  node.type.name === "heading" && node.attrs["level"] === level && text.test(node.textContent);

/** The index of the first block after a section: the next heading of the section's level or above. */
function endOf(blocks: readonly Block[], section: number, level: number): number {
  const end = blocks.findIndex(
    ({ node }, at) =>
      at > section && node.type.name === "heading" && Number(node.attrs["level"]) <= level,
  );
  return end === -1 ? blocks.length : end;
}

const overview = /^(?:overview|summary|context|introduction|background|purpose|problem|why)\b/i;

/** The position after the title, its facts and an overview: before the first section with other content. */
function beforeStories(blocks: readonly Block[], doc: Node): number {
  const first = blocks.find(
    ({ node }) =>
      node.type.name === "heading" && node.attrs["level"] === 2 && !overview.test(node.textContent),
  );
  return first?.position ?? doc.content.size;
}
