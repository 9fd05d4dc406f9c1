import { startThread } from "../../system/thread";
import type { DocumentEdit, WriteDocument } from "./write-document";

/** The answer of the thread to an edit. */
export interface Written {
  readonly digest: string;
}

/**
 * Edits documents in a thread of its own, which starts with the first edit. An edit makes a dozen system calls,
 * and in the thread that answers the windows each of them would wait its turn.
 * @param file the built write-thread.js
 */
export function startWriterThread(file: string): WriteDocument {
  const thread = startThread<DocumentEdit, Written>(file, {
    name: "The thread that writes documents",
  });
  return (document) => thread.ask(document);
}
