import { parseDocument } from "@shared/markdown/parse";
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
  postMessage({ number, document: parsed(text, firstId) } satisfies ParseReply);
});

function parsed(text: string, firstId: number): MarkdownDocument | undefined {
  try {
    return parseDocument(text, firstId);
  } catch {
    return undefined;
  }
}
