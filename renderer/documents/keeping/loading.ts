import type { ProjectTop } from "@shared/base/ids";
import { asProblem, Problem } from "@shared/base/problem";
import type { DocumentContent } from "@shared/contracts/documents";
import { merge, mergedText } from "@shared/markdown/merge";
import { call } from "../../store/bridge";
import type { Draft, Sketch } from "../../store/database";
import { adoptDrafts, dropDrafts } from "./draft-store";
import type { Base } from "./file-base";
import { findDrafts } from "./open-documents";
import { readInBackground } from "./read-in-background";
import {
  asDocument,
  asSource,
  type RichDocument,
  readSketch,
  readSourceSketch,
  sketchOfSource,
  writeDocument,
} from "./rich-text";
import { tooMuch } from "./too-much";

/** The reason why a document cannot be edited. */
export interface Lock {
  readonly why: string;
  /** Whether another program may end the lock at any time. */
  readonly mayEnd: boolean;
}

/** The result of reading a document, for the pane. */
export type Loaded =
  | {
      readonly kind: "rich";
      readonly document: RichDocument;
      readonly file: Base;
      /** The text that a restored draft is based on; undefined when no draft is shown. */
      readonly restoredOn: string | undefined;
      readonly locked: Lock | undefined;
    }
  | {
      readonly kind: "source";
      readonly text: string;
      /** Why the text cannot be shown as rich text. */
      readonly why: string;
      readonly file: Base;
      /** The text that a restored draft is based on; undefined when no draft is shown. */
      readonly restoredOn: string | undefined;
      readonly locked: Lock | undefined;
    }
  | { readonly kind: "failed"; readonly problem: Problem };

const locks: Record<NonNullable<DocumentContent["readOnly"]>, Lock> = {
  "not-utf8": {
    why: "This file is not UTF-8 text. It can be read here, but not edited.",
    mayEnd: false,
  },
  "no-permission": {
    why: "You have no permission to change this file. It can be read here, but not edited.",
    mayEnd: true,
  },
  "locked-folder": {
    why: "You have no permission to change this file's folder. The file can be read here, but not edited.",
    mayEnd: true,
  },
  "read-only-disk": {
    why: "The disk of this file cannot be written. The file can be read here, but not edited.",
    mayEnd: true,
  },
};

/**
 * Reads a document and its left-over drafts. Never rejects.
 * @param signal aborts the reading; the result must then not be shown
 */
export async function loadDocument(
  project: ProjectTop,
  path: string,
  signal: AbortSignal,
): Promise<Loaded> {
  const read = (text: string) => readAsIs(text, signal);
  try {
    const [drafts, file] = await Promise.all([
      findDrafts(project, path),
      call("documents.read", { path }),
    ]);
    const locked = file.readOnly && locks[file.readOnly];
    const [latest, ...older] = drafts;
    if (!latest) return asLoaded(await read(file.text), file, locked);
    // A draft of a file that is locked for now can be edited further: it is saved when the lock ends.
    if (locked && !locked.mayEnd)
      return asLoaded(await read(file.text), file, {
        ...locked,
        why: `${locked.why} A draft of it, from when it was text, is kept.`,
      });
    const edit = await readEdit(latest.edit, signal);
    if (!edit) return unreadableDraft(await read(file.text), file);
    const joined = await join(latest, edit.text, older, signal);
    signal.throwIfAborted();
    if (joined.text === file.text) {
      await dropDrafts(joined.drafts);
      return asLoaded(await read(file.text), file, locked);
    }
    if (joined.text === undefined || joined.drafts.length === 1) {
      await adoptDrafts(joined.drafts, latest.edit);
      return asLoaded(edit.document, file, undefined, latest.baseText);
    }
    await adoptDrafts(joined.drafts, sketchOfSource(joined.text));
    return asLoaded(await read(joined.text), file, undefined, latest.baseText);
  } catch (error) {
    return { kind: "failed", problem: asProblem(error) };
  }
}

/**
 * Merges the drafts of several windows into one text, as long as they are based on the same text and do not
 * conflict. A draft that has no text form is restored alone. The other drafts stay for the next time.
 */
async function join(
  latest: Draft,
  text: string | undefined,
  older: readonly Draft[],
  signal: AbortSignal,
): Promise<{ readonly text: string | undefined; readonly drafts: readonly [Draft, ...Draft[]] }> {
  if (text === undefined) return { text, drafts: [latest] };
  let joinedText = text;
  const joinedDrafts: Draft[] = [];
  for (const draft of older) {
    const other = (await readEdit(draft.edit, signal))?.text;
    if (other === undefined || draft.baseText !== latest.baseText) continue;
    const merged = merge(latest.baseText, joinedText, other);
    if (merged.conflicts.length > 0) continue;
    joinedText = mergedText(merged);
    joinedDrafts.push(draft);
  }
  return { text: joinedText, drafts: [latest, ...joinedDrafts] };
}

type Read = ReturnType<typeof asDocument>;

/** The parser cannot read thousands of nested quotations. Every text is shown nevertheless, as source if need be. */
async function readAsIs(text: string, signal: AbortSignal): Promise<Read> {
  const why = tooMuch(text);
  if (why !== undefined) return asSource(text, `${why} It is shown as source.`);
  try {
    return asDocument(await readInBackground(text, { signal }));
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Problem)) return asSource(text);
    return asSource(text, `${error.message} It is shown as source.`);
  }
}

/** Reads a draft's edit; `text` is undefined when the edit has no text form. */
async function readEdit(stored: Sketch, signal: AbortSignal) {
  const source = readSourceSketch(stored);
  if (source !== undefined) return { text: source, document: await readAsIs(source, signal) };
  const sketch = await readSketch(stored, (text) => readInBackground(text, { signal }));
  if (!sketch) return undefined;
  const produced = writeDocument(sketch.document, sketch.doc);
  return { text: produced.ok ? produced.text : undefined, document: sketch.document };
}

/**
 * The document opens for reading only, because a new edit would replace the unreadable draft, which may still
 * be of worth.
 */
const unreadableDraft = (document: Read, file: Base): Loaded =>
  asLoaded(document, file, {
    why: "A draft of this document is kept here, but this version of the app cannot read it. The file is shown so that the draft stays.",
    mayEnd: false,
  });

function asLoaded(
  document: Read,
  file: Base,
  locked: Lock | undefined,
  restoredOn?: string,
): Loaded {
  if (document.kind === "source") return { ...document, file, restoredOn, locked };
  return { kind: "rich", document, file, restoredOn, locked };
}
