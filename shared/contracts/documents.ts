import { z } from "zod";
import { call } from "./call";
import { projectPathSchema } from "./project";
import { textEditSchema } from "./text-edit";

/** A document as it lies on disk. */
export const documentContentSchema = z.object({
  path: projectPathSchema,
  /** The whole text, byte-order mark and line ends as they are. */
  text: z.string(),
  /** SHA-256 of the bytes, in hex: what an edit is based on. */
  digest: z.string(),
  /** Another one whenever the file is written, though it may say the same then. */
  written: z.string(),
  /** Why it cannot be edited; undefined when it can. */
  readOnly: z.enum(["not-utf8", "no-permission", "locked-folder", "read-only-disk"]).optional(),
});
export type DocumentContent = z.infer<typeof documentContentSchema>;

export const documentCalls = {
  "documents.read": call(z.object({ path: projectPathSchema }), documentContentSchema),
  /**
   * Edits the file if it still has the content that the edit was based on; refused with `changed-outside`
   * otherwise.
   */
  "documents.write": call(
    z.object({ path: projectPathSchema, edit: textEditSchema, base: z.string() }),
    z.object({ digest: z.string() }),
  ),
  /** An image of the project as a data URL. */
  "documents.image": call(
    z.object({ path: projectPathSchema }),
    z.object({ url: z.string() }).nullable(),
  ),
  /** Which of these paths lead to no file and no folder of the project. */
  "documents.missing": call(
    z.object({ paths: z.array(projectPathSchema).max(2_000) }),
    z.array(projectPathSchema),
  ),
  /** Saves an image beside a document; answers with the address from the document to it. */
  "documents.saveImage": call(
    z.object({
      document: projectPathSchema,
      name: z.string().max(255),
      bytes: z.instanceof(Uint8Array),
    }),
    z.object({ href: z.string() }),
  ),
} as const;

export const documentEvents = {
  /**
   * A file under the project's spec folders was changed, created or removed. `digest` is that of what it holds, where
   * that is known.
   */
  "documents.changed": z.object({ path: projectPathSchema, digest: z.string().optional() }),
} as const;
