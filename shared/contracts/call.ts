import { z } from "zod";
import { problemSchema } from "../base/problem";

/** One IPC call: the schemas of its input and output, which the receiver checks. */
export interface Call<In extends z.ZodType = z.ZodType, Out extends z.ZodType = z.ZodType> {
  readonly input: In;
  readonly output: Out;
}

export function call<In extends z.ZodType, Out extends z.ZodType>(
  input: In,
  output: Out,
): Call<In, Out> {
  return { input, output };
}

/** The reply to any call. */
export const replySchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), problem: problemSchema }),
]);
export type Reply = z.infer<typeof replySchema>;

/** The input of a call without input, and the output of a call without output. */
export const nothing = z.undefined();
export const done = z.void();
