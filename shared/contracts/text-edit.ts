import { z } from "zod";

/** Replaces one stretch of a text. Offsets are UTF-16 units. */
export const textEditSchema = z
  .object({
    from: z.number().int().nonnegative(),
    to: z.number().int().nonnegative(),
    insert: z.string(),
  })
  .refine(({ from, to }) => from <= to, "A stretch ends behind its beginning.");
export type TextEdit = z.infer<typeof textEditSchema>;
