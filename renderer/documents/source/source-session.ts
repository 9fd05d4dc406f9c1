import type { ProjectTop } from "@shared/base/ids";
import type { Keeper } from "../keeping/keeper";
import type { Loaded } from "../keeping/loading";
import { keepDocument } from "../keeping/open-documents";
import { sketchOfSource } from "../keeping/rich-text";
import { firstLineEnd } from "./line-ends";
import type { SourceHost } from "./SourceView";

/** One open document that is edited only as source, and the keeper of its edits. */
export interface SourceSession extends SourceHost {
  /** Calls `tell` with each text that replaces the shown one. @returns the function that stops the calls */
  onShown(tell: (text: string, by: "file" | "person") => void): () => void;
  /** Replaces the shown text, as an edit of the person. */
  replace(text: string): void;
  text(): { readonly ok: true; readonly text: string };
  flush(): Promise<void>;
  settle: Keeper["settle"];
  close(): void;
}

/** Opens a document's source. Close it when it is no longer shown. */
export function openSourceSession({
  project,
  path,
  loaded,
  onGone,
}: {
  project: ProjectTop;
  path: string;
  loaded: Extract<Loaded, { kind: "source" }>;
  onGone: () => void;
}): SourceSession {
  let read = () => loaded.text;
  const listeners = new Set<(text: string, by: "file" | "person") => void>();
  const text = () => ({ ok: true, text: read() }) as const;
  const show = (next: string, by: "file" | "person") => {
    read = () => next;
    for (const tell of listeners) tell(next, by);
  };
  const keeper =
    loaded.locked === undefined
      ? keepDocument({
          project,
          path,
          file: loaded.file,
          restoredOn: loaded.restoredOn,
          produce: text,
          sketch: () => sketchOfSource(read()),
          onText: show,
          pause: () => Promise.resolve(),
          onGone,
        })
      : undefined;
  return {
    text,
    lineEnd: () => firstLineEnd(read()) ?? "\n",
    edit(next) {
      read = next;
      keeper?.edited();
    },
    replace(next) {
      show(next, "person");
      keeper?.edited();
    },
    onShown(tell) {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    flush: async () => keeper?.flush(),
    settle: async (conflict, choice) => keeper?.settle(conflict, choice),
    close: () => keeper?.close(),
  };
}
