import { z } from "zod";
import { problemSchema } from "./problem";

/** One IPC call: what goes in and what comes out, checked by whoever receives it. */
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

/** What travels back for any call. */
export const replySchema = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true), value: z.unknown() }),
  z.object({ ok: z.literal(false), problem: problemSchema }),
]);
export type Reply = z.infer<typeof replySchema>;

/** For a call that takes nothing, and for one that answers nothing. */
export const nothing = z.undefined();
export const done = z.void();
