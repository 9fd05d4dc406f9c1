import { createWorkerRequests, WorkerFailed } from "../../store/worker-requests";
import { createJudge, type Judgement, type JudgingRequest } from "./judging";

/** Characters in all documents. Judging up to this length takes a few milliseconds, less than starting a worker. */
const short = 40_000;

const judgeHere = createJudge();
const inWorker = createWorkerRequests<JudgingRequest, Judgement>(
  () => new Worker(new URL("./judge-worker.ts", import.meta.url), { type: "module" }),
);

/** Milliseconds that judging may take for each begun megabyte. */
const patience = 20_000;

/** The reason why there is no judgement. */
class TooLong extends Error {}

/**
 * Judges documents; long ones in a worker, so that typing stays quick.
 * @returns undefined when judging takes too long
 */
export async function judgeInBackground(request: JudgingRequest): Promise<Judgement | undefined> {
  const length = request.documents.reduce((sum, { text }) => sum + text.length, 0);
  if (length <= short) return judgeHere(request);
  const milliseconds = patience * Math.ceil(length / 1_000_000);
  try {
    return await inWorker.ask(request, { patience: { milliseconds, error: () => new TooLong() } });
  } catch (error) {
    if (error instanceof WorkerFailed) return judgeHere(request);
    if (error instanceof TooLong) return undefined;
    throw error;
  }
}
