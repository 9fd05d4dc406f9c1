import { type GitPlace, git, gitFailure } from "./git";
import type { Identity } from "./identity";
import { writeObject } from "./new-objects";
import { objectsOf } from "./object-reader";

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly by: Identity;
  /** The time in seconds since 1970; now by default. */
  readonly date?: number;
}

/** Environment variables that name the author of a commit or of a reflog entry. */
export function identityVariables({ name, email }: Identity): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}

/**
 * Writes a commit object; no branch moves, no hook runs.
 * @returns the commit's id
 */
export async function commitTree(repo: GitPlace, commit: NewCommit): Promise<string> {
  const text = textOf(commit);
  const written = text && (await writeObject(repo, "commit", Buffer.from(text)));
  if (written) return written;
  const parents = commit.parents.flatMap((parent) => ["-p", parent]);
  const date = commit.date === undefined ? {} : dateVariables(`${commit.date} +0000`);
  const result = await git(
    repo,
    ["commit-tree", "--no-gpg-sign", ...parents, "-F", "-", commit.tree],
    {
      doing: "write a commit",
      writes: true,
      input: commit.message,
      env: { ...date, ...identityVariables(commit.by) },
    },
  );
  return result.text().trim();
}

const dateVariables = (date: string) => ({ GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date });

/** Git removes these characters around a name, and refuses a name without others; see git's ident.c. */
const crud = /^[\p{Cc}\s.,:;<>"\\']+|[\p{Cc}\s.,:;<>"\\']+$/gu;

/** A commit object's text; undefined when git would refuse or change a value. Source: git's commit.c. */
function textOf({ tree, parents, message, by, date }: NewCommit): string | undefined {
  const [name, email] = [by.name, by.email].map((text) => text.replace(crud, ""));
  if (!name || !email || /[<>\n\0]/.test(`${name}${email}`) || message.includes("\0"))
    return undefined;
  if (![tree, ...parents].every((id) => /^[0-9a-f]{40}$/.test(id))) return undefined;
  const when = `${date ?? Math.floor(Date.now() / 1000)} ${date === undefined ? zone() : "+0000"}`;
  const lines = [
    `tree ${tree}`,
    ...[...new Set(parents)].map((parent) => `parent ${parent}`),
    `author ${name} <${email}> ${when}`,
    `committer ${name} <${email}> ${when}`,
  ];
  return `${lines.join("\n")}\n\n${message}`;
}

/** The local time zone now, for example "+0130". */
function zone(): string {
  const offset = new Date().getTimezoneOffset();
  const two = (count: number) => String(count).padStart(2, "0");
  const minutes = Math.abs(offset);
  return `${offset > 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
}

/** The id of an object that must exist: `HEAD^{commit}`, `commit^{tree}`. */
export async function objectId(repo: GitPlace, name: string): Promise<string> {
  const doing = `find ${name}`;
  const found = await (await objectsOf(repo, doing)).info(name);
  if (found === undefined) throw gitFailure(doing, `${name} is not there`);
  return found.id;
}
