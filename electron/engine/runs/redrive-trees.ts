import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { kindAt } from "../../system/disk";
import { processStartToken } from "../../system/process-tree";
import { removeFolder, removeSoon } from "../files/app-folders";
import { isLeftAside } from "../files/folder-mark";
import { forgetTrees } from "../git/linked-tree";
import type { Repository } from "../git/repository";

// The working tree of a re-drive belongs to no run, so its name identifies the process that has to remove it.
const named = /^again-([0-9]{1,10})-([0-9a-f]{8})-[0-9a-f]{8}$/;

/** The common part of the names of a process's trees; undefined when the process does not exist. */
function ownerPart(pid: number): string | undefined {
  const started = processStartToken(pid);
  if (started === undefined) return undefined;
  return createHash("sha256").update(started).digest("hex").slice(0, 8);
}

/** An unused name for a working tree of this process. */
export const redriveTreeName = (pid = process.pid): string =>
  `again-${pid}-${ownerPart(pid) ?? "00000000"}-${randomBytes(4).toString("hex")}`;

/**
 * Removes the working trees of re-drives whose process ended without removing them, and in the background the trees of
 * runs that such a process had only moved aside.
 * @param root the parent folder of the trees
 * @param report called with an error of the background
 */
export async function removeLeftTrees(
  repository: Repository,
  root: string,
  report: (error: unknown) => void,
): Promise<void> {
  // Through a link, the trees of another folder would be removed.
  if ((await kindAt(root)) !== "folder") return;
  const names = await readdir(root).catch(() => []);
  for (const name of names) if (isLeftAside(name)) removeSoon(join(root, name), report);
  const left = names.filter((name) => {
    const [, pid, started] = named.exec(name) ?? [];
    return pid !== undefined && ownerPart(Number(pid)) !== started;
  });
  if (left.length === 0) return;
  for (const name of left) await removeFolder(join(root, name));
  await forgetTrees(repository, join(root, "any"));
}
