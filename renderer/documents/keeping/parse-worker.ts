import { parseDocument } from "@shared/markdown/parse-document";
import type { MarkdownDocument } from "@shared/markdown/types";

/** What the window asks of the worker: a text to read. */
export interface ParseRequest {
  readonly number: number;
  readonly text: string;
  readonly firstId: number;
}

/** Its answer; no document when reading it failed. */
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
    // Blocks in each other can be too many for the parser, and for what carries its result over as well.
    postMessage({ number, document: undefined } satisfies ParseReply);
  }
});
