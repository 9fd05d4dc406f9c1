import { z } from "zod";
import { call } from "./call";
import { problemSchema } from "./problem";
import { projectPathSchema } from "./project";

export const specChangeSchema = z.object({
  what: z.string(),
  how: z.enum(["added", "changed", "removed", "ticked", "unticked", "answered"]),
});

/** A spec document, or a file beside one, that differs from what is committed. */
export const changedDocumentSchema = z.object({
  path: projectPathSchema,
  how: z.enum(["added", "changed", "removed"]),
  changes: z.array(specChangeSchema),
});

/** What a commit of spec documents would find. */
export const uncommittedSchema = z.object({
  documents: z.array(changedDocumentSchema),
  /** Paths of other files that the person has staged: they stay staged. */
  staged: z.array(z.string()),
  /** Why nothing can be committed now. */
  refusal: problemSchema.optional(),
});
export type Uncommitted = z.infer<typeof uncommittedSchema>;

export const historyCalls = {
  "history.uncommitted": call(z.undefined(), uncommittedSchema),
  /** Commits these spec documents as they are on disk, and nothing else. No hook runs. */
  "history.commit": call(
    z.object({
      paths: z.array(projectPathSchema).min(1).max(5000),
      message: z.string().trim().min(1).max(50_000),
    }),
    z.object({ commit: z.string() }),
  ),
} as const;
