import { Problem } from "@shared/base/problem";
import { parseDocument } from "@shared/markdown/parse-document";
import type { MarkdownDocument } from "@shared/markdown/types";
import type { ParseReply, ParseRequest } from "./parse-worker";

/** Up to this many characters a text is read here: that takes less time than starting a worker. */
const short = 16_000;

/** Blocks in each other, so many on one line: the parser's time grows with the square of their number. */
const deep = /(?:[>*+-][ \t]*){1000}/;

/** How long reading may take, for each megabyte that is begun. */
const limitSeconds = 20;

export interface ReadingOptions {
  /** See `parseDocument`. */
  readonly firstId?: number | undefined;
  /** Nobody waits any more: the reading ends, and is rejected with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes a Markdown text apart, a long one in a worker, so that the window goes on.
 * @throws {Problem} when that takes too long
 * @throws whatever the parser throws on a text that it gives up on
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
    const reply = await ask(worker, { number: asked++, text, firstId }, end.signal);
    // A worker that cannot be had must not keep the document from being opened.
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

let asked = 0;

/** Asks a worker, which is ended when that is no longer waited for. */
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

/** A worker that has nothing to do. Each reads one text at a time, so that none waits for another. */
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
