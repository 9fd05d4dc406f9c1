import { Problem } from "@shared/contracts/problem";
import { neutralised, readConfiguration } from "./configuration";
import { knownConfiguration } from "./known-configuration";
import { type ProcessResult, runGit } from "./process";

/** Where git runs, and whether the commands that its configuration names may run. */
export interface GitPlace {
  readonly top: string;
  readonly trusted: boolean;
}

export interface GitOptions {
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Output beyond this many bytes is left out; the result's `cut` says so. */
  readonly maxBytes?: number;
  /** Git writes the index or refs; without it git takes no lock that it can do without. */
  readonly writes?: boolean;
  /** Exit codes that are answers and not failures; 0 unless told. */
  readonly answers?: readonly number[];
  /** What git is doing, for the person: "read the status". */
  readonly doing: string;
}

export interface GitResult extends ProcessResult {
  /** Output as UTF-8. */
  text(): string;
}

/** Set for every call, above any configuration: nothing of a repository's own runs, asks or is fetched. */
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

/** The arguments that stand before every verb. */
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
 * The one door to the system's git. Paths among the arguments belong after `--`.
 * @throws {Problem} `git-missing`; `git-failed` with git's own words as the detail; `git-busy` when
 * another git holds a lock; `cancelled`; `folder-missing`
 */
export async function git(
  place: GitPlace,
  args: readonly string[],
  options: GitOptions,
): Promise<GitResult> {
  const result = await runGit([...hardenedArguments(options.writes ?? false), ...args], {
    ...options,
    cwd: place.top,
    env: { ...(await quieted(place, options.env)), ...options.env },
  });
  if (!(options.answers ?? [0]).includes(result.exitCode))
    throw gitFailure(options.doing, result.stderr);
  return { ...result, text: () => result.stdout.toString("utf8") };
}

/**
 * The environment in which neither hooks that are written in the configuration nor, before trust,
 * filters that the repository's own configuration names can run. Variables, because a key can hold "=".
 */
export async function quieted(
  place: GitPlace,
  env: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const pairs = await (place.trusted ? onceFor(place, env) : neutral(place, env));
  return Object.fromEntries([
    ["GIT_CONFIG_COUNT", String(pairs.length)],
    ...pairs.flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ]);
}

type Pairs = ReturnType<typeof neutralised>;

async function neutral(place: GitPlace, env: Readonly<Record<string, string>>): Promise<Pairs> {
  const elsewhere = Object.keys(env).some((name) => name.startsWith("GIT_"));
  const entries = elsewhere
    ? await readConfiguration(place.top, env)
    : await knownConfiguration(place.top);
  return neutralised(entries, place.trusted);
}

/**
 * A trusted place is asked once. One that is not trusted may have its configuration changed between two calls,
 * so that is looked after each time.
 */
function onceFor(place: GitPlace, env: Readonly<Record<string, string>>): Promise<Pairs> {
  const known = asked.get(place);
  if (known !== undefined) return known;
  const pairs = neutral(place, env);
  asked.set(place, pairs);
  pairs.catch(() => asked.delete(place));
  return pairs;
}

const asked = new WeakMap<GitPlace, Promise<Pairs>>();

/** What a failed git means to the person. */
export function gitFailure(doing: string, words: string): Problem {
  if (/\.lock': File exists|unable to lock|cannot lock ref .*: Unable to create/i.test(words))
    return new Problem(
      "git-busy",
      "Another git program is at work in this repository. Wait until it has ended, then try again.",
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
