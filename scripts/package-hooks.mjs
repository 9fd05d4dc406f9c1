import { rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Runs after Electron was copied: removes the development runtime's launcher, which Electron would start in place
 * of the app. An official Electron has none.
 * @param {{appOutDir: string}} context
 */
export default async function afterExtract({ appOutDir }) {
  await rm(join(appOutDir, "resources", "app"), { recursive: true, force: true });
}
