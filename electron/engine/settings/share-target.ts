import { readFile } from "node:fs/promises";
import { Problem } from "@shared/base/problem";
import { z } from "zod";

/** The place for shared recordings: a branch of their own, or a folder of the working tree. */
export type ShareTarget = "branch" | "folder";

const saidSchema = z.object({ sharedRecordings: z.enum(["branch", "folder"]).default("branch") });

/**
 * The person's place for shared recordings: `sharedRecordings` in the settings file, read at each call.
 * @param file the settings file; it need not exist
 * @throws {Problem} `bad-request` for any value other than "branch" and "folder"
 */
export async function readShareTarget(file: string): Promise<ShareTarget> {
  const text = await readFile(file, "utf8").catch(() => "{}");
  const parsed = saidSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data.sharedRecordings;
  throw new Problem(
    "bad-request",
    `“sharedRecordings” in ${file} must be "branch" or "folder". Correct it, then share again.`,
  );
}
