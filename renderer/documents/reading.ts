import { parseDocument } from "@shared/markdown/parse";
import type { MarkdownDocument } from "@shared/markdown/types";
import type { ParseReply, ParseRequest } from "./parse-worker";

/** Up to this many characters a text is read here: that takes less time than starting a worker. */
const short = 16_000;

let worker: Worker | undefined;
let asked = 0;

/**
 * Takes a Markdown text apart, a long one in a worker, so that the window goes on.
 * @param firstId see `parseDocument`
 */
export function readInBackground(text: string, firstId = 0): Promise<MarkdownDocument> {
  if (text.length <= short) return Promise.resolve(parseDocument(text, firstId));
  const number = asked++;
  const started = startWorker();
  return new Promise((resolve, reject) => {
    const settle = new AbortController();
    const { signal } = settle;
    // A worker that cannot be had must not keep the document from being opened.
    const readHere = () => {
      settle.abort();
      try {
        resolve(parseDocument(text, firstId));
      } catch (error) {
        reject(error);
      }
    };
    started.addEventListener("error", readHere, { signal });
    started.addEventListener(
      "message",
      ({ data }: MessageEvent<ParseReply>) => {
        if (data.number !== number) return;
        if (!data.document) return readHere();
        settle.abort();
        resolve(data.document);
      },
      { signal },
    );
    started.postMessage({ number, text, firstId } satisfies ParseRequest);
  });
}

function startWorker(): Worker {
  worker ??= new Worker(new URL("./parse-worker.ts", import.meta.url), { type: "module" });
  return worker;
}
