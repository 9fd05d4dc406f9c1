import type { FeatureSummary } from "@shared/contracts/project";
import type { Analysis, DocumentText, ReadDocument } from "@shared/specs/analysis";
import { useEffect, useState } from "react";
import { call, on } from "../../store/bridge";
import type { Session } from "../keeping/document-session";
import { fileDelay } from "../keeping/keeper";
import { judgeInBackground } from "./background";
import { createReader } from "./judging";
import { openTexts } from "./texts";

/** What is known of a document and of the feature around it. */
export interface FeatureView {
  /** The document's text when it was judged: the findings' places are in it. */
  readonly text: string;
  /** All documents of the feature, the document itself first; read when somebody asks. */
  documents(): readonly ReadDocument[];
  /** What was found in the document itself, and the feature's coverage. */
  readonly analysis: Analysis;
}

/** Follows an open document and its feature. */
export interface FeatureWatch {
  /** Undefined until everything was read once. */
  current(): FeatureView | undefined;
  /** @returns the function that stops listening */
  subscribe(listener: () => void): () => void;
  /** The text was edited where the editor does not show it: in the source. */
  edited(): void;
  close(): void;
}

/**
 * Milliseconds from the last key until the document is judged. By then it is saved, and its text, which takes
 * longest, is there already.
 */
const settle = fileDelay + 150;
/** Opening a document comes first. */
const start = 300;

/**
 * Judges an open document now and then: when its editor has been still for a moment, when another document of
 * its feature changes. It begins while nothing else is to be done, and is done elsewhere when it takes long.
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
  let asked = "";
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
    // What was typed meanwhile is judged next; an older answer must not come after a newer one.
    if (now !== round || judged === undefined) return;
    const { analysis, links } = judged;
    view = { text, documents: () => read(documents), analysis };
    for (const listener of listeners) listener();
    ask(links);
  };

  /** Asks which links lead nowhere, when there are others than the last time. */
  const ask = (paths: readonly string[]) => {
    const key = paths.join("\0");
    if (key === asked) return;
    asked = key;
    call("documents.missing", { paths: [...paths] }).then(
      (found) => {
        if (key !== asked || found.join("\0") === missing.join("\0")) return;
        missing = found;
        soon(0);
      },
      // Then no link is called broken.
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
  // A file that came or went may be one that is linked to.
  const stop = on("documents.changed", () => {
    asked = "";
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

/** Follows the document that is open, for as long as it is. */
export function useFeatureWatch(
  session: Session | undefined,
  path: string,
  feature: FeatureSummary | undefined,
  constitution: string | undefined,
): FeatureWatch | undefined {
  const [watch, setWatch] = useState<FeatureWatch>();
  // The project is read again at every change; the paths are the same nearly always.
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
