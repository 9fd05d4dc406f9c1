import { Problem } from "@shared/base/problem";
import { parseDocument } from "@shared/markdown/parse-document";
import type { MarkdownDocument } from "@shared/markdown/types";
import type { ParseReply, ParseRequest } from "./parse-worker";

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
  const end = new AbortController();
  const seconds = limitSeconds * Math.ceil(text.length / 1_000_000);
  const timer = setTimeout(() => end.abort(tooSlow(seconds)), seconds * 1000);
  const leave = () => end.abort(signal?.reason);
  signal?.addEventListener("abort", leave);
  try {
    const reply = await ask(worker, { number: lastNumber++, text, firstId }, end.signal);
    // The document must open even when no worker can be started.
    if (reply === "no worker") return parseDocument(text, firstId);
    giveBack(worker);
    if (!reply.document) throw new Error("The parser gave up on this text.");
    return reply.document;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", leave);
  }
}

const tooSlow = (seconds: number) =>
  new Problem("not-text", `Reading this document takes longer than ${seconds} seconds.`);

let lastNumber = 0;

/** Sends a request to a worker. Ends the worker when the request is aborted. */
function ask(
  worker: Worker,
  request: ParseRequest,
  end: AbortSignal,
): Promise<ParseReply | "no worker"> {
  return new Promise((resolve, reject) => {
    const heard = new AbortController();
    const { signal } = heard;
    end.addEventListener(
      "abort",
      () => {
        heard.abort();
        worker.terminate();
        reject(end.reason);
      },
      { signal },
    );
    worker.addEventListener(
      "error",
      () => {
        heard.abort();
        worker.terminate();
        resolve("no worker");
      },
      { signal },
    );
    worker.addEventListener(
      "message",
      ({ data }: MessageEvent<ParseReply>) => {
        if (data.number !== request.number) return;
        heard.abort();
        resolve(data);
      },
      { signal },
    );
    worker.postMessage(request);
  });
}

/** An idle worker. Each worker parses one text at a time, so no text waits for another. */
let idle: Worker | undefined;

function takeWorker(): Worker {
  const worker =
    idle ?? new Worker(new URL("./parse-worker.ts", import.meta.url), { type: "module" });
  idle = undefined;
  return worker;
}

function giveBack(worker: Worker): void {
  if (idle) worker.terminate();
  else idle = worker;
}
