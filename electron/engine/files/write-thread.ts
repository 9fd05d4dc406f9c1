import { answerRequests } from "../../system/answer-requests";
import { createDocumentWriter, type DocumentEdit } from "./write-document";
import type { Written } from "./writer-thread";

// The program of the thread that startWriterThread starts.

const write = createDocumentWriter();

answerRequests<DocumentEdit, Written>(async (document) => ({
  digest: (await write(document)).digest,
}));
