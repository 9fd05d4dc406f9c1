import type { NumberedJudgement, NumberedRequest } from "./judge-worker";
import { createJudge, type Judgement, type JudgingRequest } from "./judging";

/** Characters in all documents. Judging up to this length takes a few milliseconds, less than starting a worker. */
const short = 40_000;

const judgeHere = createJudge();
let worker: Worker | undefined;
let lastNumber = 0;

/** Milliseconds that judging may take for each begun megabyte. */
const patience = 20_000;

/**
 * Judges documents; long ones in a worker, so that typing stays quick.
 * @returns undefined when judging takes too long
 */
export function judgeInBackground(request: JudgingRequest): Promise<Judgement | undefined> {
  const length = request.documents.reduce((sum, { text }) => sum + text.length, 0);
  if (length <= short) return Promise.resolve(judgeHere(request));
  worker ??= new Worker(new URL("./judge-worker.ts", import.meta.url), { type: "module" });
  const started = worker;
  const number = lastNumber++;
  return new Promise((resolve) => {
    const settle = new AbortController();
    const { signal } = settle;
    const timer = setTimeout(
      () => {
        started.terminate();
        if (worker === started) worker = undefined;
        settle.abort();
        resolve(undefined);
      },
      patience * Math.ceil(length / 1_000_000),
    );
    signal.addEventListener("abort", () => clearTimeout(timer));
    started.addEventListener(
      "error",
      () => {
        settle.abort();
        resolve(judgeHere(request));
      },
      { signal },
    );
    started.addEventListener(
      "message",
      ({ data }: MessageEvent<NumberedJudgement>) => {
        if (data.number !== number) return;
        settle.abort();
        resolve(data.judgement);
      },
      { signal },
    );
    started.postMessage({ number, request } satisfies NumberedRequest);
  });
}
