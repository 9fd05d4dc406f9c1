import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { appendGitLog, lockGitFile } from "../files/git-files";
import { branchCommit } from "./branch-file";
import { isPlainStore } from "./checkpoint-refs";
import { identityVariables } from "./commit";
import { git } from "./git";
import { specwright } from "./identity";
import type { Repository } from "./repository";

/** A ref of the app's own that is made or moved. */
export interface RefWrite {
  /** Full name. */
  readonly ref: string;
  readonly to: string;
  /** The commit that the ref must be at; undefined for a ref that must not be there. */
  readonly from: string | undefined;
  /** The reflog's line. */
  readonly reason: string;
  readonly doing: string;
}

/**
 * Makes or moves a ref, with a reflog: without git where refs are files.
 * @throws {Problem} `git-failed` when the ref is at another commit; `git-busy`, `cannot-write`
 */
export async function writeRef(repo: Repository, write: RefWrite): Promise<void> {
  if ((await isPlainStore(repo)) && (await writtenHere(repo, write))) return;
  const { ref, to, from, reason, doing } = write;
  const before = from ?? "0".repeat(to.length);
  await git(repo, ["update-ref", "--create-reflog", "-m", reason, ref, to, before], {
    doing,
    writes: true,
    env: identityVariables(specwright),
  });
}

/** @returns false where only git can say whether the ref can be made */
async function writtenHere(repo: Repository, write: RefWrite): Promise<boolean> {
  const { ref, to, from, reason, doing } = write;
  if (to.length !== 40 || (await isInTheWay(repo, ref))) return false;
  const lock = await lockGitFile(join(repo.commonDir, ref)).catch((error: unknown) => {
    if (error instanceof Problem && error.code === "git-busy") throw error;
    return undefined;
  });
  if (lock === undefined) return false;
  try {
    const now = await branchCommit(repo, ref);
    if (now === "other") return false;
    if (now !== from)
      throw new Problem(
        "git-failed",
        `Git could not ${doing}.`,
        `${ref} is at ${now ?? "nothing"}`,
      );
    await lock.write(Buffer.from(`${to}\n`));
    const { name, email } = specwright;
    const when = `${Math.floor(Date.now() / 1000)} +0000`;
    const line = `${from ?? "0".repeat(40)} ${to} ${name} <${email}> ${when}\t${reason}\n`;
    await appendGitLog(join(repo.commonDir, "logs", ref), line, true);
    await lock.put();
    return true;
  } finally {
    await lock.drop();
  }
}

/** Whether a packed ref has the name of a folder that the ref would lie in. */
async function isInTheWay(repo: Repository, ref: string): Promise<boolean> {
  const parts = ref.split("/");
  for (let depth = 3; depth < parts.length; depth += 1)
    if (
      (await branchCommit(repo, parts.slice(0, depth).join("/")).catch(() => undefined)) !==
      undefined
    )
      return true;
  return false;
}
