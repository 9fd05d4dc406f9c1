import { Problem } from "@shared/base/problem";
import { parseDocument } from "@shared/markdown/parse-document";
import type { MarkdownDocument } from "@shared/markdown/types";
import {
  createWorkerRequests,
  WorkerFailed,
  type WorkerRequests,
} from "../../store/worker-requests";
import type { ParseRequest } from "./parse-worker";

/** Characters. The window parses a text up to this length by itself, which takes less time than starting a worker. */
const short = 16_000;

/**
 * So many nested blocks on one line that the parser, whose time grows with the square of their number, takes
 * too long.
 */
const deep = /(?:[>*+-][ \t]*){1000}/;

/** The seconds that parsing may take for each begun megabyte. */
const limitSeconds = 20;

export interface ReadingOptions {
  /** See `parseDocument`. */
  readonly firstId?: number | undefined;
  /** Aborts the parsing, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Parses a Markdown text; a long one in a worker, so that the window stays responsive.
 * @throws {Problem} when parsing takes too long
 * @throws the parser's error on a text that it gives up on
 */
export async function readInBackground(
  text: string,
  { firstId = 0, signal }: ReadingOptions = {},
): Promise<MarkdownDocument> {
  signal?.throwIfAborted();
  if (text.length <= short && !deep.test(text)) return parseDocument(text, firstId);
  const worker = takeWorker();
  const seconds = limitSeconds * Math.ceil(text.length / 1_000_000);
  const patience = { milliseconds: seconds * 1000, error: () => tooSlow(seconds) };
  try {
    return await worker.ask({ text, firstId }, { signal, patience });
  } catch (error) {
    // The document must open even when no worker can be started.
    if (error instanceof WorkerFailed) return parseDocument(text, firstId);
    throw error;
  } finally {
    giveBack(worker);
  }
}

const tooSlow = (seconds: number) =>
  new Problem("not-text", `Reading this document takes longer than ${seconds} seconds.`);

type ParseWorker = WorkerRequests<ParseRequest, MarkdownDocument>;

/** An idle worker. Each worker parses one text at a time, so no text waits for another. */
let idle: ParseWorker | undefined;

function takeWorker(): ParseWorker {
  const worker =
    idle ??
    createWorkerRequests<ParseRequest, MarkdownDocument>(
      () => new Worker(new URL("./parse-worker.ts", import.meta.url), { type: "module" }),
    );
  idle = undefined;
  return worker;
}

function giveBack(worker: ParseWorker): void {
  if (idle) worker.end();
  else idle = worker;
}
