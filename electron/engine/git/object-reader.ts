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
 * Answers questions about a repository's objects with a git that stays, because each start of a program stops this one
 * for some milliseconds. Git looks refs up anew for each question, and looks for new packs before it calls an object
 * missing. What it does not look at again (the configuration, borrowed stores of objects, the folder itself) is
 * compared before each use; after a change another git is started.
 */

export interface Objects {
  /**
   * @param name an id, a ref, `NAME^{commit}`, `NAME^{tree}`
   * @returns what it leads to; undefined where it leads nowhere
   * @throws {Problem} `git-failed`, `cancelled`
   */
  info(name: string): Promise<ObjectInfo | undefined>;
  /** The same, with the object's content. */
  contents(name: string, maxBytes?: number): Promise<ObjectContent | undefined>;
}

interface Kept {
  readonly process: ObjectProcess;
  /** What git does not look at again. */
  readonly stands: string;
  readonly commonDir: string;
}

/** By what they are asked and where; the one that was used last at the end. */
const kept = new Map<string, Kept>();
/** Submodules have readers of their own. */
const mostKept = 12;

/** Bytes. As for any other answer of git. */
const largest = 256 * 1024 * 1024;

const verbs = { info: "--batch-check", contents: "--batch" } as const;

/**
 * @param doing what it is for, for the person: "read a commit"
 * @param options.limit milliseconds for each answer
 * @throws {Problem} as `git` does
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
    // In no working tree, so that none is held when it is removed.
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

/** Ends the readers of a repository and of its submodules. What is being asked is answered before. */
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
 * Whether a name is one line, as questions are: one with a line end in it would be two, and all later answers another
 * question's. Git takes a carriage return before the line end for a part of it.
 */
export const canBeAsked = (name: string): boolean => name !== "" && !/[\0\n]|\r$/.test(name);
