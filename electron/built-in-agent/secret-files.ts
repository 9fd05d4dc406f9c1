import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { assignedSecrets } from "@shared/recordings/assigned-secrets";

/** Bytes of a file in which secrets are looked for. */
const mostRead = 256_000;

/**
 * The secrets in files of the working tree, as they are when the agent starts.
 * @param paths relative to the folder that the agent works in; one that cannot be read is passed over
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
      // A folder by now.
    } finally {
      await handle.close();
    }
  }
  return found;
}
