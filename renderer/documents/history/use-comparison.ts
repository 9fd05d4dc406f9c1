import type { DocumentVersion } from "@shared/contracts/history";
import { Problem } from "@shared/contracts/problem";
import { useEffect, useRef, useState } from "react";
import { call } from "../../store/bridge";
import { asProblem } from "../../store/project";
import { asDocument, type RichDocument } from "../engine";
import { readInBackground } from "../reading";
import type { Session } from "../session";
import { type Combined, combine } from "./combined";

/** One side of a comparison: a version, or the text as it is now. */
export type Side =
  | { readonly kind: "version"; readonly version: DocumentVersion }
  | { readonly kind: "text"; readonly text: string };

/** Two versions, read and put together. */
export interface Comparison {
  readonly before: RichDocument;
  readonly after: RichDocument;
  readonly combined: Combined;
}

export type Compared =
  | { readonly status: "reading" }
  | { readonly status: "failed"; readonly problem: Problem }
  | { readonly status: "ready"; readonly comparison: Comparison };

/** Reads two sides and compares them; what was shown stays until the next is ready. */
export function useComparison(before: Side, after: Side, session: Session): Compared {
  const [state, setState] = useState<Compared>({ status: "reading" });
  const texts = useRef(new Map<string, Promise<string>>());
  const { schema } = session.editor;
  const key = `${keyOf(before)}\n${keyOf(after)}`;
  const sides = useRef({ before, after });
  useEffect(() => {
    sides.current = { before, after };
  });
  useEffect(() => {
    let shown = key !== "";
    const compare = async () => {
      const { before, after } = sides.current;
      const [old, now] = await Promise.all([
        textOf(before, texts.current),
        textOf(after, texts.current),
      ]);
      if (!shown) return;
      const [first, second] = await Promise.all([rich(old), rich(now)]);
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

function textOf(side: Side, known: Map<string, Promise<string>>): Promise<string> | string {
  if (side.kind === "text") return side.text;
  const { commit, path, deleted } = side.version;
  if (deleted) return "";
  const before = known.get(commit);
  if (before) return before;
  const asked = call("history.text", { commit, path }).then(({ text }) => text);
  known.set(commit, asked);
  asked.catch(() => known.delete(commit));
  return asked;
}

async function rich(text: string): Promise<RichDocument> {
  const document = asDocument(await readInBackground(text));
  if (document.kind === "rich") return document;
  throw new Problem("not-text", "The editor has no form for this version. Look at it with git.");
}
