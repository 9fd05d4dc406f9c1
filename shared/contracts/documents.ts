import { z } from "zod";
import { textEditSchema } from "../base/text-edit";
import { call } from "./call";
import { projectPathSchema } from "./project";

/** A document as stored on disk. */
export const documentContentSchema = z.object({
  path: projectPathSchema,
  /** The whole text, including the byte-order mark and the original line ends. */
  text: z.string(),
  /** SHA-256 of the bytes, in hex. An edit names the digest that it is based on. */
  digest: z.string(),
  /** A value that changes with every write of the file, even if the content stays the same. */
  written: z.string(),
  /** The reason why the document cannot be edited; undefined when it can. */
  readOnly: z.enum(["not-utf8", "no-permission", "locked-folder", "read-only-disk"]).optional(),
});
export type DocumentContent = z.infer<typeof documentContentSchema>;

export const documentCalls = {
  "documents.read": call(z.object({ path: projectPathSchema }), documentContentSchema),
  /**
   * Edits the file, if it still has the content that the edit is based on; otherwise refused with
   * `changed-outside`.
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
  /** Returns the paths that lead to no file and no folder of the project. */
  "documents.missing": call(
    z.object({ paths: z.array(projectPathSchema).max(2_000) }),
    z.array(projectPathSchema),
  ),
  /** Saves an image beside a document. Returns the image's address relative to the document. */
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
   * A file under the project's spec folders was changed, created or removed. `digest` is the digest of its
   * content, where known.
   */
  "documents.changed": z.object({ path: projectPathSchema, digest: z.string().optional() }),
} as const;
