import { asProblem, Problem } from "@shared/base/problem";
import type { DocumentVersion } from "@shared/contracts/history";
import { reparse } from "@shared/markdown/reparse";
import type { MarkdownDocument } from "@shared/markdown/types";
import { useEffect, useRef, useState } from "react";
import { call } from "../../store/bridge";
import type { Session } from "../keeping/document-session";
import { readInBackground } from "../keeping/read-in-background";
import { asDocument, type RichDocument } from "../keeping/rich-text";
import { type Combined, combine } from "./combined";

/** One side of a comparison: a version, or the current text. */
export type Side =
  | { readonly kind: "version"; readonly version: DocumentVersion }
  | { readonly kind: "text"; readonly text: string };

/** Two versions, parsed and combined. */
export interface Comparison {
  readonly before: RichDocument;
  readonly after: RichDocument;
  readonly combined: Combined;
}

export type Compared =
  | { readonly status: "reading" }
  | { readonly status: "failed"; readonly problem: Problem }
  | { readonly status: "ready"; readonly comparison: Comparison };

/** Reads two sides and compares them. The previous comparison stays on screen until the next is ready. */
export function useComparison(before: Side, after: Side, session: Session): Compared {
  const [state, setState] = useState<Compared>({ status: "reading" });
  const reader = useRef<Reader>(undefined);
  const { schema } = session.editor;
  const key = `${keyOf(before)}\n${keyOf(after)}`;
  const sides = useRef({ before, after });
  useEffect(() => {
    sides.current = { before, after };
  });
  useEffect(() => {
    let shown = key !== "";
    const compare = async () => {
      reader.current ??= createReader();
      const read = reader.current;
      const { before, after } = sides.current;
      const [first, second] = await Promise.all([read(before), read(after)]);
      if (!shown) return;
      const documents = { before: first, after: second };
      const combined = combine(documents.before, documents.after, schema);
      setState({ status: "ready", comparison: { ...documents, combined } });
    };
    compare().catch((error: unknown) => {
      if (shown) setState({ status: "failed", problem: asProblem(error) });
    });
    return () => {
      shown = false;
    };
  }, [key, schema]);
  return state;
}

const keyOf = (side: Side): string =>
  side.kind === "version" ? side.version.commit : `text ${side.text}`;

/** Parses a side for the editor. */
type Reader = (side: Side) => Promise<RichDocument>;

/** The number of parsed versions that are kept, so that going up and down in the list costs nothing. */
const kept = 12;

function createReader(): Reader {
  const versions = new Map<string, Promise<RichDocument>>();
  let last: RichDocument | undefined;
  return async (side) => {
    if (side.kind === "text") {
      // The current text changes by restoring and typing, so most of its blocks are already parsed.
      const markdown = last ? reparse(last.markdown, side.text) : await readInBackground(side.text);
      last = asRich(markdown);
      return last;
    }
    const { commit } = side.version;
    const known = versions.get(commit) ?? readVersion(side.version);
    versions.delete(commit);
    versions.set(commit, known);
    known.catch(() => versions.delete(commit));
    for (const oldest of [...versions.keys()].slice(0, -kept)) versions.delete(oldest);
    return known;
  };
}

async function readVersion({ commit, path, deleted }: DocumentVersion): Promise<RichDocument> {
  const text = deleted ? "" : (await call("history.text", { commit, path })).text;
  return asRich(await readInBackground(text));
}

function asRich(markdown: MarkdownDocument): RichDocument {
  const document = asDocument(markdown);
  if (document.kind === "rich") return document;
  throw new Problem("not-text", "The editor has no form for this version. Look at it with git.");
}
