import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Around } from "@shared/runs/event";
import { z } from "zod";
import { kindAt, namesIn } from "../../system/disk";
import { readRegular } from "../../system/regular-file";
import { refsUnder } from "../files/ref-files";
import { isPlainStore } from "./checkpoint-refs";
import { git } from "./git";
import type { Repository } from "./repository";

/**
 * The state that all working trees of a repository share, and that a program in one of them can change: branches
 * and other refs, the checked-out commit of the person's own tree, the configuration, hooks, and attributes.
 */
export const surroundingsSchema = z.object({
  /** Full names, with the ids of their commits. */
  refs: z.map(z.string(), z.string()),
  /** The branch, or the commit, that is checked out in the person's tree. */
  head: z.string(),
  /** Paths below git's common folder, with digests. */
  files: z.map(z.string(), z.string()),
});
export type Surroundings = z.infer<typeof surroundingsSchema>;

/** Files of git's folder that influence git, except refs. */
const watched = [
  "config",
  "config.worktree",
  "info/attributes",
  "info/exclude",
  "info/grafts",
  "objects/info/alternates",
  "shallow",
];

/** Bytes of such a file that are read. For a longer file only its existence is recorded. */
const longestFile = 4 * 1024 * 1024;

/** Reads the state that a run could change outside of its own tree and branch. */
export async function lookAround(repo: Repository): Promise<Surroundings> {
  const [refs, head, files] = await Promise.all([readRefs(repo), readHead(repo), readFiles(repo)]);
  return { refs, head, files };
}

/** The largest number of named changes; further ones are only counted. */
const mostNamed = 40;

/**
 * The differences from an earlier state, the most important first.
 * @param own refs of the app and of the run, which are left out
 */
export function changesAround(
  before: Surroundings,
  after: Surroundings,
  own: (ref: string) => boolean,
): Around[] {
  const refs = [...new Set([...before.refs.keys(), ...after.refs.keys()])]
    .filter((name) => !own(name) && before.refs.get(name) !== after.refs.get(name))
    .map((name) => {
      const [from, to] = [before.refs.get(name), after.refs.get(name)];
      return {
        ...kindOfRef(name),
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
      };
    });
  const files = [...new Set([...before.files.keys(), ...after.files.keys()])]
    .filter((name) => before.files.get(name) !== after.files.get(name))
    .map((name) => ({ what: kindOfFile(name), name }));
  const head: Around[] =
    before.head === after.head
      ? []
      : [{ what: "head", name: "HEAD", from: before.head, to: after.head }];
  const rank = (each: Around) => ranks.indexOf(each.what);
  const all: Around[] = [...head, ...refs, ...files].sort((a, b) => rank(a) - rank(b));
  const more = all.length - mostNamed;
  return more <= 0 ? all : [...all.slice(0, mostNamed), { what: "more", name: String(more) }];
}

const ranks: readonly Around["what"][] = [
  "branch",
  "head",
  "hook",
  "configuration",
  "stash",
  "file",
  "ref",
  "more",
];

function kindOfRef(name: string): Pick<Around, "what" | "name"> {
  if (name.startsWith("refs/heads/")) return { what: "branch", name: name.slice(11) };
  if (name === "refs/stash") return { what: "stash", name };
  return { what: "ref", name };
}

const kindOfFile = (name: string): Around["what"] =>
  name.startsWith("hooks/") ? "hook" : name.startsWith("config") ? "configuration" : "file";

async function readRefs(repo: Repository): Promise<Map<string, string>> {
  // A linked working tree has refs of its own beside those of all trees.
  if (repo.gitDir === repo.commonDir && (await isPlainStore(repo)))
    return new Map(await refsUnder(repo.commonDir, "refs/"));
  const args = ["for-each-ref", "--format=%(refname)%00%(objectname)"];
  const listed = (await git(repo, args, { doing: "list the refs" })).text();
  return new Map(
    listed
      .split("\n")
      .filter(Boolean)
      .map((line) => {
        const [name = "", id = ""] = line.split("\0");
        return [name, id];
      }),
  );
}

async function readHead(repo: Repository): Promise<string> {
  const read = await readRegular(join(repo.gitDir, "HEAD"), longestFile).catch(() => undefined);
  return (
    read
      ?.toString("utf8")
      .trim()
      .replace(/^ref: (?:refs\/heads\/)?/, "") ?? ""
  );
}

async function readFiles(repo: Repository): Promise<Map<string, string>> {
  const hooks = await namesIn(join(repo.commonDir, "hooks"));
  const names = [...watched, ...hooks.map((name) => `hooks/${name}`)];
  const found = await Promise.all(
    names.map(async (name) => [name, await digestAt(join(repo.commonDir, name))] as const),
  );
  return new Map(found.flatMap(([name, digest]) => (digest === undefined ? [] : [[name, digest]])));
}

/** The digest of a file; undefined when it does not exist. */
async function digestAt(path: string): Promise<string | undefined> {
  const kind = await kindAt(path);
  if (kind === "missing") return undefined;
  if (kind !== "file") return kind;
  const bytes = await readRegular(path, longestFile).catch(() => undefined);
  return bytes === undefined ? "unread" : createHash("sha256").update(bytes).digest("hex");
}
