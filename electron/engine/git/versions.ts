import { Problem } from "@shared/base/problem";
import { git } from "./git";
import type { Identity } from "./identity";
import { treeEntry } from "./merge-trees";
import { objectsOf } from "./object-reader";
import type { Repository } from "./repository";

/** One commit that changed a document. */
export interface DocumentVersion {
  readonly commit: string;
  /** The document's path in that commit. */
  readonly path: string;
  readonly author: Identity;
  /** ISO 8601, with the author's own offset from UTC. */
  readonly at: string;
  readonly subject: string;
  readonly body: string;
  /** Whether this commit deleted the document. */
  readonly deleted: boolean;
}

/** A part of a history, counted from the newest commit. */
export interface Page {
  readonly skip: number;
  readonly limit: number;
}

/** Bytes of one page; a message can have any length. */
const maxBytes = 16_000_000;
/** Bytes. The window does not open a larger document. */
const maxText = 20_000_000;

/**
 * The commits that changed a document, newest first, across renames. The system's git finds them: in 301 commits
 * on 10,000 files it took 7 ms, isomorphic-git 632.
 * @returns a page of commits, and whether there are more
 * @throws {Problem} `git-failed`
 */
export async function versionsOf(
  repo: Repository,
  path: string,
  { skip, limit }: Page,
): Promise<{ versions: DocumentVersion[]; more: boolean }> {
  // One more commit than requested, to know whether there are more.
  const wanted = { skip, limit: limit + 1 };
  const found = await readVersions(repo, path, wanted);
  return { versions: found.slice(0, limit), more: found.length > limit };
}

/**
 * A document's text in a version.
 * @throws {Problem} `file-missing`, `not-text`
 */
export async function textOfVersion(
  repo: Repository,
  commit: string,
  path: string,
): Promise<string> {
  const bytes = await bytesOfVersion(repo, commit, path);
  if (bytes === undefined)
    throw new Problem("file-missing", "The document is not in this version.", path);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Problem("not-text", "This version is not UTF-8 text, so it cannot be shown.", path);
  }
}

async function bytesOfVersion(repo: Repository, commit: string, path: string) {
  const entry = await treeEntry(repo, commit, path);
  if (!entry?.mode.startsWith("100")) return undefined;
  const read = await (await objectsOf(repo, "read a version")).contents(entry.blob, maxText);
  if (read?.cut) throw new Problem("not-text", "This version is larger than 20 MB.", path);
  return read?.bytes;
}

/** The beginning of a commit's first field. */
const mark = "commit ";

async function readVersions(
  repo: Repository,
  path: string,
  { skip, limit }: Page,
): Promise<DocumentVersion[]> {
  const args = [
    ...["log", "--follow", "-z", "--raw", "-c", "--no-abbrev", "--no-mailmap", "--encoding=UTF-8"],
    `--format=${mark}%H%x00%an%x00%ae%x00%aI%x00%B%x00`,
    ...[`--skip=${skip}`, `--max-count=${limit}`, "HEAD", "--", path],
  ];
  const result = await git(repo, args, { doing: "read the document's history", maxBytes });
  return readLog(result.text(), path);
}

/**
 * Parses `git log -z --raw` with the format above. Source: git-log(1), "Raw output format"; with `-z` the fields
 * of the raw part end with NUL.
 */
function readLog(text: string, newest: string): DocumentVersion[] {
  const fields = text.split("\0");
  const versions: DocumentVersion[] = [];
  let path = newest;
  for (let at = 0; at < fields.length; at += 1) {
    const commit = fields[at]?.slice(mark.length) ?? "";
    if (!fields[at]?.startsWith(mark) || !/^[0-9a-f]{40,64}$/.test(commit)) continue;
    const [name = "", email = "", when = "", message = ""] = fields.slice(at + 1, at + 5);
    at += 4;
    while (at + 1 < fields.length && fields[at + 1] === "") at += 1;
    // A merge with n parents has n colons, n ids and n letters.
    const [, state] = /^\n?:+[0-9 ]+ [0-9a-f ]+ ([A-Z])[A-Z0-9]*$/.exec(fields[at + 1] ?? "") ?? [];
    const names = state === "R" || state === "C" ? 2 : 1;
    const [before, after] = state === undefined ? [] : fields.slice(at + 2, at + 2 + names);
    const then = after ?? before ?? path;
    const [subject = "", ...rest] = message.split("\n");
    const body = rest.join("\n").trim();
    const deleted = state === "D";
    versions.push({
      commit,
      path: then,
      author: { name, email },
      at: when,
      subject,
      body,
      deleted,
    });
    if (state !== undefined) at += 1 + names;
    // Versions before a rename have the earlier name.
    path = before ?? path;
  }
  return versions;
}
