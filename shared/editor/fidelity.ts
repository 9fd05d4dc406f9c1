import { Node } from "@tiptap/pm/model";
import { blocksOf } from "../markdown/document-slices";
import { parseDocument } from "../markdown/parse-document";
import { save } from "../markdown/save";
import { editorBlock, toEditor } from "../markdown/to-editor";
import type { BlockSlice, EditorNode, MarkdownDocument } from "../markdown/types";
import { typeOneWord } from "./one-word";
import { leadOf, readBack, readText } from "./read-back";
import { documentSchema } from "./schema";

/** An edit that was saved wrongly, or refused. */
export interface Finding {
  /** The index of the edited top-level block, from 0; undefined when the text was only opened and saved. */
  readonly block: number | undefined;
  /** The line on which the block begins, 1-based. */
  readonly line: number;
  /** The block's type in the editor; "document" when the text was only opened and saved. */
  readonly kind: string;
  /** The problem in words, as the end of a sentence. */
  readonly problem: string;
  /** The block's source before and after, shortened when long. */
  readonly before: string;
  readonly after: string;
}

/** The result of opening and saving one text, and of editing each of its blocks in turn. */
export interface TextFidelity {
  /** Whether opening and saving gives the same text. */
  readonly identical: boolean;
  /** The number of top-level blocks, including those that cannot take a word. */
  readonly blocks: number;
  /** The number of blocks that took a word. Each was preserved, widened, refused or failed. */
  readonly edits: number;
  /** All text outside the block kept its bytes and its meaning, and the block is parsed as edited. */
  readonly preserved: number;
  /** The meaning is the same, but some text outside the block had to change. */
  readonly widened: number;
  /** Nothing was saved, and the person would have been told the reason. */
  readonly refused: number;
  readonly failed: number;
  readonly failures: readonly Finding[];
  readonly refusals: readonly Finding[];
}

/**
 * Opens and saves a Markdown text like the editor: once without an edit, and once for each block with one
 * word typed into it, through the editor's schema. Each saved text is parsed from scratch; nothing is taken
 * over from the saver.
 */
export function checkFidelity(text: string): TextFidelity {
  const opened = open(text);
  if ("problem" in opened) return unopened(text, opened.problem);
  const { document, doc } = opened;
  const failures: Finding[] = [];
  const refusals: Finding[] = [];
  const unedited = save(document, doc.content.toJSON() ?? []);
  const identical = "text" in unedited && unedited.text === text;
  if (!identical)
    failures.push({
      ...whole,
      problem: "refused" in unedited ? unedited.refused : "saving changed what nobody edited",
      ...differing(text, "text" in unedited ? unedited.text : ""),
    });

  const slices = blocksOf(document);
  const before = readText(text);
  // As in the window: an untouched block is the same object as its slice's node.
  const shown = slices.map(editorBlock);
  const count = { edits: 0, preserved: 0, widened: 0, refused: 0, failed: 0 };
  for (const [index, slice] of slices.entries()) {
    const transaction = typeOneWord(doc, index, leadOf(text, slice.start));
    if (transaction === undefined) continue;
    count.edits++;
    const edited: EditorNode = transaction.doc.child(index).toJSON();
    const result = save(document, shown.with(index, edited));
    const finding = (problem: string, after: string): Finding => ({
      block: index,
      line: lineOf(text, slice.start),
      kind: kindOf(slice),
      problem,
      before: cut(slice.source),
      after: cut(after),
    });
    if ("refused" in result) {
      count.refused++;
      refusals.push(finding(result.refused, ""));
      continue;
    }
    const outcome = readBack({ before, index, edited }, result.text);
    if (!("kept" in outcome)) {
      count.failed++;
      const at = outcome.wrong;
      failures.push(
        at === undefined
          ? finding(
              `${outcome.blocks} blocks instead of ${slices.length}`,
              differing(text, result.text).after,
            )
          : finding(
              at === index
                ? "it does not read as edited"
                : `the ${kindOf(slices[at])} in line ${lineOf(text, slices[at]?.start ?? 0)} reads otherwise`,
              outcome.source,
            ),
      );
    } else if (outcome.kept) count.preserved++;
    else count.widened++;
  }
  return { identical, blocks: slices.length, ...count, failures, refusals };
}

function open(text: string): { document: MarkdownDocument; doc: Node } | { problem: string } {
  try {
    const document = parseDocument(text);
    const doc = Node.fromJSON(documentSchema, toEditor(document));
    doc.check();
    return { document, doc };
  } catch (error) {
    return { problem: `the editor cannot show it: ${String(error)}` };
  }
}

const whole = { block: undefined, line: 1, kind: "document" } as const;

const unopened = (text: string, problem: string): TextFidelity => ({
  identical: false,
  blocks: 0,
  edits: 0,
  preserved: 0,
  widened: 0,
  refused: 0,
  failed: 0,
  failures: [{ ...whole, problem, before: cut(text), after: "" }],
  refusals: [],
});

const kindOf = (slice: BlockSlice | undefined) => slice?.shown.type ?? "block";

const lineOf = (text: string, at: number) => text.slice(0, at).split(/\r\n|\n|\r/).length;

/** The longest reported text, because there may be many. */
const longest = 400;
const cut = (text: string) => (text.length <= longest ? text : `${text.slice(0, longest)}…`);

/** Two texts from shortly before their first difference. */
function differing(before: string, after: string): { before: string; after: string } {
  let at = 0;
  while (at < before.length && before[at] === after[at]) at++;
  const from = Math.max(0, at - 40);
  return { before: cut(before.slice(from)), after: cut(after.slice(from)) };
}
