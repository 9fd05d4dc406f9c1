import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { birthOf } from "../../system/disk";
import { digestOf } from "../files/digest";
import { fileState } from "../files/file-state";
import { withReason } from "./answer-soon";
import type { ConfigEntry } from "./configuration";
import { type GitPlace, gitFailure, hardenedArguments, type Reading, readingIn } from "./git";
import {
  createObjectProcess,
  type ObjectContent,
  type ObjectInfo,
  type ObjectProcess,
} from "./object-process";
import { aMinute, findGit, startGit, tooSlow } from "./process";

/**
 * Answers questions about a repository's objects by a git process that stays, because each start of a process
 * blocks the app for some milliseconds. Git resolves refs anew for each question, and looks for new packs before
 * it reports an object as missing. It does not read the following again: the configuration, alternate object
 * stores and the folder itself. These are compared before each use; after a change a new process is started.
 */

export interface Objects {
  /**
   * @param name an id, a ref, `NAME^{commit}`, `NAME^{tree}`
   * @returns the object; undefined for a name without an object
   * @throws {Problem} `git-failed`, `cancelled`
   */
  info(name: string): Promise<ObjectInfo | undefined>;
  /** The same, with the object's content. */
  contents(name: string, maxBytes?: number): Promise<ObjectContent | undefined>;
}

interface Kept {
  readonly process: ObjectProcess;
  /** A text of the state that git does not read again. */
  readonly stands: string;
  readonly commonDir: string;
}

/** The processes by kind of question and folder, the last used one at the end. */
const kept = new Map<string, Kept>();
/** Submodules have processes of their own. */
const mostKept = 12;

/** Bytes, as for any other answer of git. */
const largest = 256 * 1024 * 1024;

const verbs = { info: "--batch-check", contents: "--batch" } as const;

/**
 * @param doing the purpose in words for the person: "read a commit"
 * @param options.limit milliseconds for each answer
 * @throws {Problem} as `git`
 */
export async function objectsOf(
  place: GitPlace,
  doing: string,
  options: { readonly signal?: AbortSignal | undefined; readonly limit?: number } = {},
): Promise<Objects> {
  const program = await findGit();
  const reading = await readingIn(place);
  const stands = await standsOf(program, reading);
  const ask = async (kind: keyof typeof verbs, name: string, maxBytes: number) => {
    if (!canBeAsked(name))
      throw new Problem("git-failed", "Git has no object of that name.", JSON.stringify(name));
    return withReason(reading.reads, options.signal, (signal) =>
      processFor(kind, program, reading, stands).ask({
        name,
        maxBytes,
        limit: options.limit ?? aMinute,
        signal,
        failure: (words) => gitFailure(doing, words),
        late: (limit) => tooSlow(limit, ["cat-file", verbs[kind]]),
      }),
    );
  };
  return {
    info: (name) => ask("info", name, 0),
    contents: (name, maxBytes = largest) => ask("contents", name, maxBytes),
  };
}

function processFor(
  kind: keyof typeof verbs,
  program: string,
  { reads: { gitDir, commonDir }, env }: Reading,
  stands: string,
): ObjectProcess {
  const shared = env["GIT_COMMON_DIR"] ?? commonDir;
  const key = [kind, gitDir, shared].join("\0");
  const before = kept.get(key);
  kept.delete(key);
  if (before?.stands === stands) {
    kept.set(key, before);
    return before.process;
  }
  before?.process.end();
  const args = [...hardenedArguments(false), "cat-file", verbs[kind]];
  const process = createObjectProcess(
    // Started outside of every working tree, because the process would block the removal of its folder.
    () => startGit(program, args, { cwd: shared, env: { ...env, GIT_WORK_TREE: shared } }),
    {
      contents: kind === "contents",
      over: () => {
        if (kept.get(key)?.process === process) kept.delete(key);
      },
    },
  );
  kept.set(key, { process, stands, commonDir });
  const [oldest] = kept;
  if (kept.size > mostKept && oldest !== undefined) {
    kept.delete(oldest[0]);
    oldest[1].process.end();
  }
  return process;
}

/** Ends the processes of a repository and of its submodules, after the open questions are answered. */
export function closeObjects(commonDir: string): void {
  for (const [key, { process, commonDir: own }] of [...kept]) {
    if (own !== commonDir && !own.startsWith(`${commonDir}/`)) continue;
    kept.delete(key);
    process.end();
  }
}

async function standsOf(program: string, { reads, env, entries }: Reading): Promise<string> {
  const objects = join(reads.commonDir, "objects");
  const [folder, borrowed] = await Promise.all([
    birthOf(objects),
    fileState(join(objects, "info/alternates")),
  ]);
  return JSON.stringify([program, env, digestOfEntries(entries), folder, borrowed.state]);
}

const digests = new WeakMap<readonly ConfigEntry[], string>();

function digestOfEntries(entries: readonly ConfigEntry[]): string {
  const known = digests.get(entries);
  if (known !== undefined) return known;
  const digest = digestOf(Buffer.from(JSON.stringify(entries)));
  digests.set(entries, digest);
  return digest;
}

/**
 * Whether a name is one line, like every question. A name with a line end would be two questions, and all later
 * answers would belong to the wrong question. Git counts a carriage return before the line end as part of it.
 */
export const canBeAsked = (name: string): boolean => name !== "" && !/[\0\n]|\r$/.test(name);
