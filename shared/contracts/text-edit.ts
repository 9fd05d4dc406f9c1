import { z } from "zod";

/** One stretch of a text that is replaced by another; counted in UTF-16 units. */
export const textEditSchema = z
  .object({
    from: z.number().int().nonnegative(),
    to: z.number().int().nonnegative(),
    insert: z.string(),
  })
  .refine(({ from, to }) => from <= to, "A stretch ends behind its beginning.");
export type TextEdit = z.infer<typeof textEditSchema>;
