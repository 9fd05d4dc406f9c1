import { parseDocument } from "@shared/markdown/parse-document";
import type { MarkdownDocument } from "@shared/markdown/types";

/** A request to the worker: a text to parse. */
export interface ParseRequest {
  readonly number: number;
  readonly text: string;
  readonly firstId: number;
}

/** The worker's answer. The document is undefined when parsing failed. */
export interface ParseReply {
  readonly number: number;
  readonly document: MarkdownDocument | undefined;
}

addEventListener("message", ({ data }: MessageEvent<ParseRequest>) => {
  const { number, text, firstId } = data;
  try {
    const document = parseDocument(text, firstId);
    postMessage({ number, document } satisfies ParseReply);
  } catch {
    // Too deeply nested blocks overflow the parser, and also the structured clone of its result.
    postMessage({ number, document: undefined } satisfies ParseReply);
  }
});
