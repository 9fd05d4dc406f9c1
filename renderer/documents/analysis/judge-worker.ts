import { createJudge, type Judgement, type JudgingRequest } from "./judging";

/** A request of the window to the worker; the answer has the same number. */
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
