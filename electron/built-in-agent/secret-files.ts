import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { assignedSecrets } from "@shared/recordings/assigned-secrets";

/** Bytes at the beginning of a file that are searched for secrets. */
const mostRead = 256_000;

/**
 * The secrets in files of the working tree at the start of the agent.
 * @param paths relative to the agent's folder; an unreadable file is skipped
 */
export async function secretsInFiles(folder: string, paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const handle = await open(resolve(folder, path)).catch(() => undefined);
    if (handle === undefined) continue;
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(mostRead), 0, mostRead, 0);
      found.push(...assignedSecrets(buffer.toString("utf8", 0, bytesRead)));
    } catch {
      // The path has become a folder.
    } finally {
      await handle.close();
    }
  }
  return found;
}
