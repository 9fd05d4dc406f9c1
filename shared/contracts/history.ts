import { z } from "zod";
import { problemSchema } from "../base/problem";
import { isId } from "../specs/ids";
import { call } from "./call";
import { projectPathSchema } from "./project";

export const specChangeSchema = z.object({
  what: z.string(),
  how: z.enum(["added", "changed", "removed", "ticked", "unticked", "answered"]),
});

/** A spec document, or a file beside one, that differs from its committed version. */
export const changedDocumentSchema = z.object({
  path: projectPathSchema,
  how: z.enum(["added", "changed", "removed"]),
  changes: z.array(specChangeSchema),
});

/** The changes that a commit of spec documents would contain. */
export const uncommittedSchema = z.object({
  documents: z.array(changedDocumentSchema),
  /** Paths of other files that the person has staged. They stay staged. */
  staged: z.array(z.string()),
  /** The reason why a commit is not possible now. */
  refusal: problemSchema.optional(),
});
export type Uncommitted = z.infer<typeof uncommittedSchema>;

/** A commit's ID in git. */
const commitId = z.string().regex(/^[0-9a-f]{40,64}$/);

/** One commit that changed a document. */
export const documentVersionSchema = z.object({
  commit: commitId,
  /** The document's path in this commit. */
  path: z.string(),
  author: z.object({ name: z.string(), email: z.string() }),
  /** ISO 8601. */
  at: z.string(),
  subject: z.string(),
  body: z.string(),
  /** Whether the commit deleted the document. */
  deleted: z.boolean(),
});
export type DocumentVersion = z.infer<typeof documentVersionSchema>;

/** Commits whose messages name an ID, the newest first. */
export const mentionsSchema = z.object({
  mentions: z.array(
    z.object({
      commit: commitId,
      subject: z.string(),
      /** ISO 8601. */
      at: z.string(),
    }),
  ),
  /** Whether there are more commits, which are left out. */
  more: z.boolean(),
});
export type Mentions = z.infer<typeof mentionsSchema>;

export const historyCalls = {
  /** A document's versions, the newest first. */
  "history.versions": call(
    z.object({
      path: projectPathSchema,
      skip: z.number().int().nonnegative(),
      limit: z.number().int().min(1).max(200),
    }),
    z.object({ versions: z.array(documentVersionSchema), more: z.boolean() }),
  ),
  /** The text of a document in a version. */
  "history.text": call(
    z.object({ commit: commitId, path: projectPathSchema }),
    z.object({ text: z.string() }),
  ),
  /** The commits of the current branch whose messages name an ID of a spec; at most 20. */
  "history.mentions": call(z.object({ id: z.string().max(100).refine(isId) }), mentionsSchema),
  "history.uncommitted": call(z.undefined(), uncommittedSchema),
  /** Commits the given spec documents as they are on disk, and nothing else. No hook runs. */
  "history.commit": call(
    z.object({
      paths: z.array(projectPathSchema).min(1).max(5000),
      message: z.string().trim().min(1).max(50_000),
    }),
    z.object({ commit: z.string() }),
  ),
} as const;
