import { isMentionable } from "@shared/specs/ids";
import { git, gitFailure } from "./git";
import type { Repository } from "./repository";

/** A commit whose message contains an ID. */
export interface Mention {
  readonly commit: string;
  readonly subject: string;
  /** ISO 8601, with the author's own offset from UTC. */
  readonly at: string;
}

/** The number of commits that help a person who looks at a requirement. */
const most = 20;
/** Bytes of messages that are searched; the newest ones are enough. */
const maxBytes = 4_000_000;

/**
 * The commits of the current branch whose messages contain an ID as a separate word, newest first, at most 20.
 * @param id letters, digits, "-", "_" and "."; no commit is found for one that is not `isMentionable`
 * @returns the commits, and whether there are more
 * @throws {Problem} `git-failed`, `git-missing`
 */
export async function mentionsOf(
  repo: Repository,
  id: string,
): Promise<{ mentions: Mention[]; more: boolean }> {
  if (!isMentionable(id)) return { mentions: [], more: false };
  const args = [
    ...["log", "-z", "--no-notes", "--no-mailmap", "--encoding=UTF-8", "--format=%H%x00%aI%x00%B"],
    ...["--fixed-strings", `--grep=${id}`, "HEAD", "--"],
  ];
  const read = await git(repo, args, {
    doing: "look for commits",
    maxBytes,
    // Before the first commit HEAD does not exist.
    answers: [0, 128],
  });
  if (read.exitCode === 128 && !/bad revision 'HEAD'/.test(read.stderr))
    throw gitFailure("look for commits", read.stderr);
  const fields = read.text().split("\0");
  const word = new RegExp(
    // T012.3 is not the task T012.
    String.raw`(?<![\p{L}\p{N}_])${id.replaceAll(".", String.raw`\.`)}(?![\p{L}\p{N}_]|\.\p{N})`,
    "u",
  );
  const found: Mention[] = [];
  for (let field = 0; field + 2 < fields.length; field += 3) {
    const [commit = "", at = "", message = ""] = fields.slice(field, field + 3);
    if (word.test(message)) found.push({ commit, at, subject: message.split("\n", 1)[0] ?? "" });
  }
  return { mentions: found.slice(0, most), more: found.length > most || read.cut };
}
