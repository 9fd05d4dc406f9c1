import { parentPort } from "node:worker_threads";
import { Problem } from "@shared/base/problem";
import type { ThreadReply, ThreadRequest } from "./thread";

/**
 * Answers the requests of the thread that started this one with `startThread`.
 * @param answer its errors go to the asking thread; `tell` reports a part of the work
 * @param sign milliseconds between two signs of life; none by default
 */
export function answerRequests<Q, A, N = never>(
  answer: (request: Q, tell: (news: N) => void) => A | Promise<A>,
  { sign }: { readonly sign?: number } = {},
): void {
  const post = (reply: ThreadReply<A, N>) => parentPort?.postMessage(reply);
  const reply = async ({ id, request }: ThreadRequest<Q>): Promise<void> => {
    const signs =
      sign === undefined ? undefined : setInterval(() => post({ id, alive: true }), sign);
    try {
      post({ id, answer: await answer(request, (news) => post({ id, news })) });
    } catch (error) {
      if (error instanceof Problem) post({ id, problem: error.toData() });
      else
        post({
          id,
          defect: error instanceof Error ? (error.stack ?? error.message) : String(error),
        });
    } finally {
      clearInterval(signs);
    }
  };
  parentPort?.on("message", (request: ThreadRequest<Q>) => void reply(request));
}
