import type { Problem } from "@shared/contracts/problem";
import { call } from "../store/bridge";
import { dropDraft, findDraft } from "../store/drafts";
import { type Base, decideDraft, type Start } from "../store/keeper";
import { asProblem } from "../store/project";
import {
  asDocument,
  type RichDocument,
  readSketch,
  readSourceSketch,
  writeDocument,
} from "./engine";
import { readInBackground } from "./reading";

/** What the pane has to show. */
export type Loaded =
  | {
      readonly kind: "rich";
      readonly document: RichDocument;
      readonly file: Base;
      readonly start: Start;
      /** Why it cannot be edited. */
      readonly locked: string | undefined;
    }
  | {
      readonly kind: "source";
      readonly text: string;
      /** Why there is no rich text. */
      readonly why: string;
      readonly file: Base;
      readonly start: Start;
      /** Why it cannot be edited. */
      readonly locked: string | undefined;
    }
  | { readonly kind: "failed"; readonly problem: Problem };

const lockedBecause = {
  "not-utf8": "This file is not UTF-8 text. It can be read here, but not edited.",
  "no-permission":
    "You have no permission to change this file. It can be read here, but not edited.",
} as const;

/** Reads a document and the draft that may be left of it. Never rejects. */
export async function loadDocument(project: string, path: string): Promise<Loaded> {
  try {
    const [draft, file] = await Promise.all([
      findDraft(project, path),
      call("documents.read", { path }),
    ]);
    const locked = file.readOnly === undefined ? undefined : lockedBecause[file.readOnly];
    if (!draft || locked !== undefined)
      return asLoaded(await read(file.text), file, { kind: "clean" }, locked);
    const edit = await readEdit(draft.edit);
    if (!edit) return unreadableDraft(await read(file.text), file);
    const left = decideDraft(draft, edit.text, file);
    switch (left.kind) {
      case "file":
        await dropDraft(project, path);
        return asLoaded(await read(file.text), file, { kind: "clean" }, undefined);
      case "restore":
        return asLoaded(edit.document, file, { kind: "restored" }, undefined);
      case "ask": {
        const base = { text: draft.baseText, digest: draft.base };
        return asLoaded(edit.document, base, { kind: "asking", theirs: file }, undefined);
      }
    }
  } catch (error) {
    return { kind: "failed", problem: asProblem(error) };
  }
}

type Read = ReturnType<typeof asDocument>;

const read = async (text: string): Promise<Read> => asDocument(await readInBackground(text));

/** An edit that was kept as a draft; `text` is undefined where it cannot be written. */
async function readEdit(stored: unknown) {
  const source = readSourceSketch(stored);
  if (source !== undefined) return { text: source, document: await read(source) };
  const sketch = await readSketch(stored, readInBackground);
  if (!sketch) return undefined;
  const produced = writeDocument(sketch.document, sketch.doc);
  return { text: produced.ok ? produced.text : undefined, document: sketch.document };
}

/** Opened for reading only: an edit here would take the draft's place, and it may still be worth something. */
const unreadableDraft = (document: Read, file: Base): Loaded =>
  asLoaded(
    document,
    file,
    { kind: "clean" },
    "A draft of this document is kept here, but this version of the app cannot read it. The file is shown, read-only, so that the draft stays.",
  );

function asLoaded(document: Read, file: Base, start: Start, locked: string | undefined): Loaded {
  if (document.kind === "source") return { ...document, file, start, locked };
  return { kind: "rich", document, file, start, locked };
}
