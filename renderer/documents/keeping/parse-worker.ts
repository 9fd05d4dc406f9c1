import { parseDocument } from "@shared/markdown/parse-document";
import type { MarkdownDocument } from "@shared/markdown/types";
import { answerRequests } from "../../store/worker-requests";

/** A request to the worker: a text to parse. */
export interface ParseRequest {
  readonly text: string;
  readonly firstId: number;
}

// Too deeply nested blocks overflow the parser, and also the structured clone of its result.
answerRequests<ParseRequest, MarkdownDocument>(({ text, firstId }) => parseDocument(text, firstId));
