import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { queuedTaskSchema } from "@shared/runs/queued-task";
import { z } from "zod";

const keptTaskSchema = queuedTaskSchema.extend({
  /** When its start began, ISO 8601. A crash may have come before or after the run was made. */
  startedAt: z.string().optional(),
});
export type KeptTask = z.infer<typeof keptTaskSchema>;

const fileSchema = z.object({
  version: z.literal(1),
  paused: z.boolean(),
  entries: z.array(keptTaskSchema),
});
export type KeptQueue = Omit<z.infer<typeof fileSchema>, "version">;

/**
 * Reads a project's queue. A file that cannot be read is renamed to `….damaged`.
 * @returns an empty queue when there is no file
 */
export async function readQueue(file: string): Promise<KeptQueue & { readonly damaged?: true }> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  const empty = { paused: false, entries: [] };
  if (text === undefined) return empty;
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch {
    await rename(file, `${file}.damaged`);
    return { ...empty, damaged: true };
  }
}

/** Writes a project's queue, readable for the person only. The old file or the new one is whole at any time. */
export async function writeQueue(file: string, queue: KeptQueue): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  const text = `${JSON.stringify({ version: 1, ...queue }, null, 2)}\n`;
  await writeFile(temporary, text, { mode: 0o600, flush: true });
  await rename(temporary, file);
}
