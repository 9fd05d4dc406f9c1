import type { FeatureSummary } from "@shared/contracts/project";
import type { Analysis, DocumentText, ReadDocument } from "@shared/specs/analysis";
import { useEffect, useState } from "react";
import { call, on } from "../../store/bridge";
import type { Session } from "../keeping/document-session";
import { fileDelay } from "../keeping/keeper";
import { judgeInBackground } from "./background";
import { createReader } from "./judging";
import { openTexts } from "./texts";

/** The judgement of a document, and the documents of its feature. */
export interface FeatureView {
  /** The document's text that was judged. The findings' places refer to this text. */
  readonly text: string;
  /** All documents of the feature, the document itself first. They are parsed at the call. */
  documents(): readonly ReadDocument[];
  /** The findings in the document itself, and the feature's coverage. */
  readonly analysis: Analysis;
}

/** Follows an open document and its feature. */
export interface FeatureWatch {
  /** Undefined until all documents have been read once. */
  current(): FeatureView | undefined;
  /** @returns the function that stops listening */
  subscribe(listener: () => void): () => void;
  /** The person edited the source, a change that the editor does not report. */
  edited(): void;
  close(): void;
}

/**
 * Milliseconds from the last key to judging. The save comes before, so the document's text, which takes longest
 * to produce, is already known.
 */
const settle = fileDelay + 150;
/** Milliseconds from opening a document to judging, because opening comes first. */
const start = 300;

/**
 * Judges an open document when its editor has been unchanged for a moment, or when another document of its
 * feature changes. The judging begins when the window is idle, and runs in a worker when the documents are
 * long.
 * @param peers paths of the feature's documents
 */
export function watchFeature({
  session,
  path,
  peers,
  constitution,
}: {
  session: Pick<Session, "editor" | "text">;
  path: string;
  peers: readonly string[];
  constitution: string | undefined;
}): FeatureWatch {
  const listeners = new Set<() => void>();
  let view: FeatureView | undefined;
  const read = createReader();
  let missing: readonly string[] = [];
  let askedLinks = "";
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting: number | undefined;
  let ready = false;
  let round = 0;

  const others = [...peers, ...(constitution === undefined ? [] : [constitution])].filter(
    (it) => it !== path,
  );
  const texts = openTexts(others, () => {
    ready = true;
    soon(0);
  });

  const judge = async () => {
    waiting = undefined;
    const now = ++round;
    const text = session.text();
    const known = texts.current();
    const asDocument = (it: string): DocumentText[] => {
      const other = known.get(it);
      return other === undefined ? [] : [{ path: it, text: other }];
    };
    const documents = [
      { path, text },
      ...others.filter((it) => it !== constitution).flatMap(asDocument),
    ];
    const judged = await judgeInBackground({
      documents,
      constitution: constitution === path ? undefined : asDocument(constitution ?? "")[0],
      missing,
      only: path,
    });
    // The next round judges the text typed meanwhile. An older answer must not replace a newer one.
    if (now !== round || judged === undefined) return;
    const { analysis, links } = judged;
    view = { text, documents: () => read(documents), analysis };
    for (const listener of listeners) listener();
    ask(links);
  };

  /** Asks the engine which links lead nowhere, when the document's links have changed. */
  const ask = (paths: readonly string[]) => {
    const key = paths.join("\0");
    if (key === askedLinks) return;
    askedLinks = key;
    call("documents.missing", { paths: [...paths] }).then(
      (found) => {
        if (key !== askedLinks || found.join("\0") === missing.join("\0")) return;
        missing = found;
        soon(0);
      },
      // Without an answer, no link is called broken.
      () => {},
    );
  };

  const soon = (delay: number) => {
    clearTimeout(timer);
    if (!ready) return;
    timer = setTimeout(() => {
      if (waiting !== undefined) cancelIdleCallback(waiting);
      waiting = requestIdleCallback(() => void judge(), { timeout: 2_000 });
    }, delay);
  };
  const edited = ({ transaction }: { transaction: { docChanged: boolean } }) => {
    if (transaction.docChanged) soon(settle);
  };
  session.editor.on("transaction", edited);
  // The document may link to a file that was created or removed.
  const stop = on("documents.changed", () => {
    askedLinks = "";
    soon(settle);
  });
  timer = setTimeout(() => soon(0), start);

  return {
    current: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    edited: () => soon(settle),
    close() {
      clearTimeout(timer);
      if (waiting !== undefined) cancelIdleCallback(waiting);
      session.editor.off("transaction", edited);
      stop();
      ready = false;
      round += 1;
      texts.close();
      listeners.clear();
    },
  };
}

/** Watches the open document until it closes. */
export function useFeatureWatch(
  session: Session | undefined,
  path: string,
  feature: FeatureSummary | undefined,
  constitution: string | undefined,
): FeatureWatch | undefined {
  const [watch, setWatch] = useState<FeatureWatch>();
  // Every change makes a new project object, but the paths rarely change. A string of paths keeps the effect
  // from running again.
  const peers = feature?.documents.map((document) => document.path).join("\n") ?? "";
  useEffect(() => {
    if (!session) return;
    const opened = watchFeature({
      session,
      path,
      peers: peers === "" ? [] : peers.split("\n"),
      constitution,
    });
    setWatch(opened);
    return () => {
      setWatch(undefined);
      opened.close();
    };
  }, [session, path, peers, constitution]);
  return watch;
}
