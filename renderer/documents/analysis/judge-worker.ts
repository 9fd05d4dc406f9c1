import { createJudge, type Judgement, type JudgingRequest } from "./judging";

/** What the window asks of the worker, and its answer. */
export interface NumberedRequest {
  readonly number: number;
  readonly request: JudgingRequest;
}
export interface NumberedJudgement {
  readonly number: number;
  readonly judgement: Judgement;
}

const judge = createJudge();

addEventListener("message", ({ data }: MessageEvent<NumberedRequest>) => {
  const { number, request } = data;
  postMessage({ number, judgement: judge(request) } satisfies NumberedJudgement);
});
