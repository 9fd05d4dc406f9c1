import { Problem } from "@shared/base/problem";
import { kindOf } from "../../system/disk";
import type { GitReads } from "../files/odd-files";
import { withReason } from "./answer-soon";
import type { ConfigEntry } from "./configuration";
import { knownConfiguration } from "./known-configuration";
import { layoutAt, layoutOf } from "./layout";
import { type ProcessResult, runGit } from "./process";
import { type Trusted, withoutDrivers } from "./risks";
import { standInFor } from "./stand-in";

/** The folder in which git runs, and the trusted configuration. */
export interface GitPlace {
  readonly top: string;
  /**
   * Without trust no driver runs, not even the person's own. With trust the drivers run that the person was shown;
   * `true` when there were none.
   */
  readonly trusted: Trusted | boolean;
}

export interface GitOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which git is ended; see `runGit`. */
  readonly limit?: number;
  /** Output beyond this number of bytes is left out; the result's `cut` is true then. */
  readonly maxBytes?: number;
  /** Whether git writes the index or refs. If not, git takes no optional locks. */
  readonly writes?: boolean;
  /** Exit codes that are answers and not failures; 0 by default. */
  readonly answers?: readonly number[];
  /** The purpose in words for the person: "read the status". */
  readonly doing: string;
}

export interface GitResult extends ProcessResult {
  /** The output decoded as UTF-8. */
  text(): string;
}

const tenMinutes = 600_000;

/**
 * Settings for every call, with precedence over any configuration: no program of a repository runs, and git
 * neither asks questions nor fetches.
 */
const hardening: readonly (readonly [key: string, value: string])[] = [
  ["core.fsmonitor", "false"],
  ["core.hooksPath", "/dev/null"],
  ["safe.bareRepository", "explicit"],
  ["protocol.ext.allow", "never"],
  ["submodule.recurse", "false"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["commit.gpgSign", "false"],
  ["tag.gpgSign", "false"],
  ["log.showSignature", "false"],
  ["core.quotePath", "false"],
  ["core.safecrlf", "false"],
  ["i18n.commitEncoding", "UTF-8"],
  ["advice.detachedHead", "false"],
];

/** The arguments before every verb. */
export function hardenedArguments(writes: boolean): string[] {
  return [
    "--no-pager",
    "--no-replace-objects",
    "--literal-pathspecs",
    ...(writes ? [] : ["--no-optional-locks"]),
    ...hardening.flatMap(([key, value]) => ["-c", `${key}=${value}`]),
  ];
}

/**
 * The only function that runs the system's git for a repository. Paths among the arguments belong after `--`.
 * @throws {Problem} `git-missing`; `git-failed` with git's own message as the detail; `git-busy` when another git
 * process holds a lock; `cancelled`; `folder-missing`
 */
export async function git(
  place: GitPlace,
  args: readonly string[],
  options: GitOptions,
): Promise<GitResult> {
  const reads = await readsOf(place, options.env);
  const around = await variablesIn(place, reads);
  const result = await withReason(reads, options.signal, (signal) =>
    runGit([...hardenedArguments(options.writes ?? false), ...args], {
      // Writing verbs go through whole working trees, so they get more time; they can be cancelled.
      ...(options.writes ? { limit: tenMinutes } : {}),
      ...options,
      signal,
      cwd: place.top,
      // The variables of the stand-in come last, so that no call can give git another common folder.
      env: { ...options.env, ...around },
    }),
  );
  if (!(options.answers ?? [0]).includes(result.exitCode))
    throw gitFailure(options.doing, result.stderr);
  return { ...result, text: () => result.stdout.toString("utf8") };
}

/**
 * The environment variables that give git a stand-in for the repository's configuration (see `standInFor`) and
 * turn off the person's own drivers, except those that the repository is trusted with.
 * @param env of the call; it may name a git folder, and the common folder of its working trees
 */
export async function variablesFor(
  place: GitPlace,
  env: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  return variablesIn(place, await readsOf(place, env));
}

async function variablesIn(
  place: GitPlace,
  reads: GitReads | undefined,
): Promise<Record<string, string>> {
  if (reads === undefined) return {};
  const folders = await standInVariables(place, reads);
  return variablesWith(place, folders, await knownConfiguration(place.top, folders));
}

function variablesWith(
  place: GitPlace,
  folders: Readonly<Record<string, string>>,
  entries: readonly ConfigEntry[],
): Record<string, string> {
  const allowed = new Set(shownIn(place).drivers);
  const person = entries.filter(({ scope }) => scope !== "local");
  return { ...folders, ...asVariables(withoutDrivers(person, allowed)) };
}

/** The parameters of a git process that stays, and a text that shows whether another process is needed. */
export interface Reading {
  readonly reads: GitReads;
  readonly env: Readonly<Record<string, string>>;
  readonly entries: readonly ConfigEntry[];
}

/** See `variablesFor`. */
export async function readingIn(place: GitPlace): Promise<Reading> {
  const reads = await placesOf(place, {});
  const folders = await standInVariables(place, reads);
  const entries = await knownConfiguration(place.top, folders);
  return { reads, env: variablesWith(place, folders, entries), entries };
}

/** The effective git configuration in a place: the person's, and the accepted lines of the repository's. */
export async function configurationOf(
  place: GitPlace,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly ConfigEntry[]> {
  return knownConfiguration(place.top, await standInVariables(place, await placesOf(place, env)));
}

const shownIn = ({ trusted }: GitPlace): Pick<Trusted, "lines" | "drivers"> =>
  typeof trusted === "object" ? trusted : { lines: [], drivers: [] };

async function standInVariables(
  place: GitPlace,
  { top, ...layout }: GitReads,
): Promise<Record<string, string>> {
  return {
    GIT_DIR: layout.gitDir,
    GIT_COMMON_DIR: await standInFor(layout, shownIn(place).lines),
    GIT_WORK_TREE: top,
  };
}

async function placesOf(
  { top }: GitPlace,
  env: Readonly<Record<string, string>>,
): Promise<GitReads> {
  const { GIT_DIR: gitDir, GIT_COMMON_DIR: commonDir, GIT_WORK_TREE: workTree = top } = env;
  const found = gitDir === undefined ? await layoutAt(top) : await layoutOf(gitDir);
  if (found === undefined) throw await noLayout(top);
  return { ...found, ...(commonDir === undefined ? {} : { commonDir }), top: workTree };
}

/**
 * The folders in which a call reads files that other programs may have written; undefined for the app's own folder
 * around a repository's objects: see `withView`.
 */
const readsOf = async (
  place: GitPlace,
  env: Readonly<Record<string, string>> = {},
): Promise<GitReads | undefined> =>
  "GIT_OBJECT_DIRECTORY" in env ? undefined : placesOf(place, env);

async function noLayout(top: string): Promise<Problem> {
  return (await kindOf(top)) === "missing"
    ? new Problem("folder-missing", "That folder is no longer there. Choose another.", top)
    : new Problem("not-a-repository", "This folder is no git repository any more.", top);
}

/**
 * Settings with precedence over every configuration file. They are passed as variables, because a key can contain
 * "=".
 */
function asVariables(pairs: readonly (readonly [key: string, value: string])[]) {
  return Object.fromEntries([
    ["GIT_CONFIG_COUNT", String(pairs.length)],
    ...pairs.flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ]);
}

/** The problem for the person when git fails. */
export function gitFailure(doing: string, words: string): Problem {
  if (/\.lock': File exists|unable to lock|cannot lock ref .*: Unable to create/i.test(words))
    return new Problem(
      "git-busy",
      "Another git program is at work in this repository. Wait until it has ended, then try again.",
      words,
    );
  if (/git-lfs[^\n]*not found|'(?:git-)?lfs' is not a git command/.test(words))
    return new Problem(
      "git-failed",
      "This repository keeps files with Git LFS, and git did not find git-lfs. Install Git LFS, then try again.",
      words,
    );
  if (/detected dubious ownership/.test(words))
    return new Problem(
      "git-failed",
      "This folder belongs to another user, so git refuses it. Make it yours, or add it to git's safe.directory.",
      words,
    );
  return new Problem("git-failed", `Git could not ${doing}.`, words);
}
