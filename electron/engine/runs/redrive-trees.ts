import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { kindAt } from "../../system/disk";
import { processStartToken } from "../../system/process-tree";
import { removeFolder } from "../files/folders";
import { forgetTrees } from "../git/linked-tree";
import type { Repository } from "../git/repository";

// The working tree of a re-drive is no run's, so its name says which process removes it afterwards.
const named = /^again-([0-9]{1,10})-([0-9a-f]{8})-[0-9a-f]{8}$/;

/** What is the same in the names of all trees of a process; undefined when there is no such process. */
function ownerPart(pid: number): string | undefined {
  const started = processStartToken(pid);
  if (started === undefined) return undefined;
  return createHash("sha256").update(started).digest("hex").slice(0, 8);
}

/** A name for a working tree of this process that nothing has yet. */
export const redriveTreeName = (pid = process.pid): string =>
  `again-${pid}-${ownerPart(pid) ?? "00000000"}-${randomBytes(4).toString("hex")}`;

/**
 * Removes the working trees of re-drives whose process ended before it could.
 * @param root the folder that they lie in
 */
export async function removeLeftTrees(repository: Repository, root: string): Promise<void> {
  // Through a link it would be another folder's.
  if ((await kindAt(root)) !== "folder") return;
  const names = await readdir(root).catch(() => []);
  const left = names.filter((name) => {
    const [, pid, started] = named.exec(name) ?? [];
    return pid !== undefined && ownerPart(Number(pid)) !== started;
  });
  if (left.length === 0) return;
  for (const name of left) await removeFolder(join(root, name));
  await forgetTrees(repository, join(root, "any"));
}
