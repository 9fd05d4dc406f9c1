import { Problem } from "@shared/base/problem";
import { runGit } from "./process";

/** Milliseconds. A limit is needed because an included file may be a pipe. */
const quick = 15_000;

/** One line of git's configuration. */
export interface ConfigEntry {
  /** The source in git's words: `file:` and a path relative to git's working folder, or another source. */
  readonly origin: string;
  /** `local` and `worktree` belong to the repository; `system` and `global` to the person. */
  readonly scope: string;
  /** Section and name in lower case, the subsection between them as written. */
  readonly key: string;
  readonly value: string;
}

/**
 * Reads git's configuration in a folder, includes followed. Reading it runs no program.
 * @param env from `variablesFor`, or variables that keep git away from every repository
 */
export async function readConfiguration(
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<ConfigEntry[]> {
  const list = ["config", "--list", "-z", "--show-scope", "--show-origin"];
  const args = ["-c", "safe.bareRepository=explicit", ...list];
  const { stdout, stderr, exitCode } = await runGit(args, { cwd: folder, env, limit: quick });
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
