import { Problem } from "@shared/contracts/problem";
import { runGit } from "./process";

/** One line of git's configuration. */
export interface ConfigEntry {
  /** Where it is written, as git names it: `file:` and a path from where git ran, or something else. */
  readonly origin: string;
  /** `local` and `worktree` are the repository's own; `system` and `global` the person's. */
  readonly scope: string;
  /** Section and name in lower case, the part between them as written. */
  readonly key: string;
  readonly value: string;
}

/**
 * Reads the configuration that git would use in a folder, includes followed. Reading it runs nothing.
 * @param env GIT_DIR and the like, when the repository is not to be found from the folder
 */
export async function readConfiguration(
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ConfigEntry[]> {
  const list = ["config", "--list", "-z", "--show-scope", "--show-origin"];
  const args = ["-c", "safe.bareRepository=explicit", ...list];
  const { stdout, stderr, exitCode } = await runGit(args, { cwd: folder, env });
  if (exitCode !== 0)
    throw new Problem(
      "git-failed",
      "Git could not read this repository's configuration. Repair its config file.",
      stderr,
    );
  const fields = stdout.toString("utf8").split("\0");
  const entries: ConfigEntry[] = [];
  for (let index = 0; index + 2 < fields.length; index += 3) {
    const [scope = "", origin = "", line = ""] = fields.slice(index, index + 3);
    const end = line.indexOf("\n");
    const key = end < 0 ? line : line.slice(0, end);
    // A name without "=" is git's short form of true.
    entries.push({ scope, origin, key, value: end < 0 ? "true" : line.slice(end + 1) });
  }
  return entries;
}

/**
 * Keys that make some git command run a program, or that move where git looks. Source: git-config(1) of
 * git 2.39, and hook.* of git 2.54.
 */
const risky: readonly RegExp[] = [
  /^filter\..+\.(?:clean|smudge|process)$/,
  /^diff\.external$/,
  /^diff\..+\.(?:command|textconv)$/,
  /^merge\..+\.driver$/,
  /^hook\..+\.command$/,
  /^core\.(?:alternaterefscommand|askpass|editor|gitproxy|hookspath|pager|sshcommand|worktree)$/,
  /^(?:sequence\.editor|interactive\.difffilter|uploadpack\.packobjectshook|init\.templatedir)$/,
  /^credential\.(?:.+\.)?helper$/,
  /^gpg\.(?:.+\.)?(?:program|defaultkeycommand)$/,
  /^(?:difftool|mergetool|browser|man|guitool)\..+\.(?:cmd|path)$/,
  /^pager\./,
  /^remote\..+\.(?:uploadpack|receivepack|vcs|proxy)$/,
  /^tar\..+\.command$/,
  /^trailer\..+\.(?:command|cmd)$/,
];

function runsProgram({ key, value }: ConfigEntry): boolean {
  if (key === "core.fsmonitor") return !/^(?:true|false|yes|no|on|off|0|1|)$/i.test(value);
  if (key.startsWith("alias.")) return value.trimStart().startsWith("!");
  if (/^submodule\..+\.update$/.test(key)) return value.trimStart().startsWith("!");
  if (key.startsWith("remote.") && key.endsWith("url")) return value.startsWith("ext::");
  return risky.some((pattern) => pattern.test(key));
}

const ownScope = ({ scope }: ConfigEntry) => scope === "local" || scope === "worktree";

/**
 * What the repository's own configuration would have git run: to be shown before a person trusts it.
 * The person's own configuration is not part of it.
 */
export async function riskyConfiguration(
  folder: string,
): Promise<{ key: string; value: string }[]> {
  return (await readConfiguration(folder))
    .filter((entry) => ownScope(entry) && runsProgram(entry))
    .map(({ key, value }) => ({ key, value }));
}

/**
 * Settings that take commands out of a configuration: always the hooks which are written in it, because
 * no `core.hooksPath` stops them, and before trust the filters of the repository's own part. An empty
 * filter command means none (git's convert.c).
 */
export function neutralised(
  entries: readonly ConfigEntry[],
  trusted: boolean,
): readonly (readonly [key: string, value: string])[] {
  const pairs = new Map<string, string>();
  for (const entry of entries) {
    const hook = /^hook\.(.+)\.[^.]+$/s.exec(entry.key);
    if (hook !== null) pairs.set(`hook.${hook[1]}.enabled`, "false");
    const filter = /^filter\.(.+)\.(?:clean|smudge|process|required)$/s.exec(entry.key);
    if (filter === null || trusted || !ownScope(entry)) continue;
    for (const name of ["clean", "smudge", "process"]) pairs.set(`filter.${filter[1]}.${name}`, "");
    pairs.set(`filter.${filter[1]}.required`, "false");
  }
  return [...pairs];
}
