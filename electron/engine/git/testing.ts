import { type TestFolder, testFolder } from "../files/testing";
import { inspect } from "./inspect";
import { findGit, runGit } from "./process";
import type { Repository } from "./repository";
import { lookAtRepository } from "./trust";

/** For tests: a real repository in `repo/` of a folder in which `home/` is the person's home folder. */
export interface TestRepository extends Omit<TestFolder, "dispose"> {
  readonly repo: Repository;
  /** Runs git in the repository as the person would. Returns its output without the last line end. */
  git(...args: string[]): Promise<string>;
  /** Commits all files. Returns the commit. */
  commit(message: string): Promise<string>;
  dispose(): void;
}

/** Trusts a test's repository in its current state, as the person would after looking at it. */
export const trustedNow = async (repo: Repository): Promise<Repository> => ({
  ...repo,
  trusted: (await lookAtRepository(repo)).trusted,
});

/** @param files the content of the first commit; without files there is no commit */
export async function testRepository(
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Promise<TestRepository> {
  const folder = testFolder();
  const home = process.env["HOME"];
  const config = process.env["XDG_CONFIG_HOME"];
  process.env["HOME"] = folder.at("home");
  process.env["XDG_CONFIG_HOME"] = folder.at("home/.config");
  folder.put(
    "home/.gitconfig",
    "[user]\n\tname = Test Person\n\temail = test@example.org\n[init]\n\tdefaultBranch = main\n",
  );
  folder.folder("repo");
  const git = async (...args: string[]) => {
    const result = await runGit(args, {
      cwd: folder.at("repo"),
      // Transports are forbidden in the app and allowed for a person.
      env: { GIT_ALLOW_PROTOCOL: "file", GIT_NO_LAZY_FETCH: "0" },
    });
    if (result.exitCode !== 0) throw new Error(`git ${args.join(" ")}: ${result.stderr}`);
    return result.stdout.toString("utf8").replace(/\n$/, "");
  };
  const commit = async (message: string) => {
    await git("add", "--all");
    await git("commit", "--quiet", "--allow-empty", "-m", message);
    return git("rev-parse", "HEAD");
  };
  await git("init", "--quiet");
  for (const [path, content] of Object.entries(files)) folder.put(`repo/${path}`, content);
  if (Object.keys(files).length > 0) await commit("first");
  const repo = { ...(await inspect(folder.at("repo"))), trusted: true };
  return {
    ...folder,
    repo,
    git,
    commit,
    dispose() {
      restore("HOME", home);
      restore("XDG_CONFIG_HOME", config);
      folder.dispose();
    },
  };
}

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** For tests: the git processes that this process starts, in the order of their starts. */
export interface CountedGit {
  all(): string[];
  /** Each as its verb and arguments, the app's own settings left out; counting begins anew. */
  taken(): string[];
  stop(): void;
}

/** Has every git that is started from now on written down in a folder, whoever starts it. */
export async function countGit(
  folder: Pick<TestFolder, "at" | "put" | "read">,
): Promise<CountedGit> {
  const path = process.env["PATH"];
  const log = "counted/log";
  const script = `#!/bin/sh\nprintf '%s\\n' "$*" >>'${folder.at(log)}'\nexec '${await findGit()}' "$@"\n`;
  folder.put(log, "");
  folder.put("counted/bin/git", script, 0o755);
  process.env["PATH"] = `${folder.at("counted/bin")}:${path}`;
  // The settings before the verb are the app's own, and the same for all.
  const settings =
    /^(?:(?:-c \S+|--no-pager|--no-replace-objects|--(?:no-)?literal-pathspecs|--no-optional-locks) )+/;
  const all = () => {
    const lines = folder.read(log).split("\n").filter(Boolean);
    return lines.map((line) => line.replace(settings, ""));
  };
  return {
    all,
    taken() {
      const calls = all();
      folder.put(log, "");
      return calls;
    },
    stop: () => restore("PATH", path),
  };
}
