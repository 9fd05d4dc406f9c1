import { isAbsolute } from "node:path";
import type { Adapter } from "@shared/agents/adapter";
import { Problem } from "@shared/base/problem";
import { folderOf } from "../git/linked-tree";
import { type ConfiningCommand, confine } from "../sandbox/confine";
import type { Confining } from "./confinement";
import type { SupervisorParts } from "./supervisor-parts";

/** Variables that name a file or folder which the agent reads. */
const fileVariables = [
  ...["SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "CURL_CA_BUNDLE"],
  ...["REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"],
];

/**
 * Prepares the sandbox of a run, or of a run that is driven again, whose working tree exists.
 * @throws {Problem} `git-failed`, `cannot-write`
 */
export async function confineRun(
  sandbox: NonNullable<Confining["sandbox"]>,
  parts: Pick<SupervisorParts<unknown>, "home" | "repository">,
  run: {
    readonly worktree: string;
    readonly cwd: string;
    readonly runFolder: string;
    readonly privateFolder: string;
    readonly env: Readonly<Record<string, string>>;
    /** The agent's program. */
    readonly program: { readonly file: string; readonly args: readonly string[] };
    /** See `Confinement`. */
    readonly written: readonly string[];
    readonly isBuiltIn: boolean;
    /** The command line of an agent that is one. */
    readonly command?: string | undefined;
    readonly folders: Adapter["folders"];
  },
): Promise<ConfiningCommand> {
  const { worktree, env, program, isBuiltIn } = run;
  const repo = parts.repository();
  const gitDir = await folderOf(repo, worktree);
  if (gitDir === undefined)
    throw new Problem("git-failed", "Git does not list the run's working tree.", worktree);
  return confine(sandbox, {
    ...run,
    tree: worktree,
    commonDir: repo.commonDir,
    gitDir,
    data: parts.home.root,
    programs: [program.file, ...(isBuiltIn ? program.args : [])].filter(isAbsolute),
    named: namedIn(run.command ?? "", env["HOME"] ?? ""),
    files: fileVariables.flatMap((name) => env[name] ?? []).filter(isAbsolute),
  });
}

/** The absolute paths in a command line, as far as they are words without quoted spaces. */
const namedIn = (command: string, home: string): string[] =>
  command
    .split(/[\s"'`;&|()<>=]+/)
    .map((word) => word.replace(/^(?:~|\$HOME)\//, `${home}/`))
    .filter(isAbsolute);
