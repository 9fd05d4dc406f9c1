import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { userInfo } from "node:os";
import { isatty } from "node:tty";

type Environment = NodeJS.ProcessEnv;

/** Milliseconds that a login shell gets to say its environment; profiles that load version managers take seconds. */
const defaultDeadline = 10_000;
/** Bytes of its answer at most. */
const longestAnswer = 4 * 1024 * 1024;
/** What the shell sets for itself, and what it was told to be asked quietly. */
const shellsOwn = new Set(["_", "PWD", "OLDPWD", "SHLVL", "TERM", "SPECWRIGHT_ASKS_ENVIRONMENT"]);

/**
 * Whether the app was started from a terminal, and so has the person's whole environment. The dock and the desktop's menu
 * start programs without a terminal, and with the PATH of the system alone.
 */
export function isFromTerminal(env: Environment): boolean {
  if ([0, 1, 2].some((fd) => isatty(fd))) return true;
  return !["", "dumb", "linux", "unknown"].includes(env["TERM"] ?? "");
}

/** The environment that the person's terminals have; asked for once, when it is first needed. */
export function createPersonEnvironment(
  env: Environment,
  options: { readonly deadline?: number } = {},
): () => Promise<Environment> {
  let asked: Promise<Environment> | undefined;
  return () => {
    asked ??=
      process.platform === "win32" || isFromTerminal(env)
        ? Promise.resolve(env)
        : readLoginEnvironment(env, options).then((found) => found ?? env);
    return asked;
  };
}

/**
 * Asks the person's login shell, as an interactive one, because version managers are often set up in the file for those.
 * Works with bash, zsh, fish, dash, ksh and tcsh; whatever the profile prints besides is passed over.
 * @returns undefined when it does not answer in time, or not in a way that can be read
 */
export function readLoginEnvironment(
  env: Environment,
  { deadline = defaultDeadline }: { readonly deadline?: number } = {},
): Promise<Environment | undefined> {
  const shell = env["SHELL"] || userInfo().shell || "/bin/sh";
  const mark = `specwright-${randomBytes(8).toString("hex")}`;
  // BSD's env of old has no -0, and then says so on its error output.
  const command = `printf %s ${mark}; env -0 || env; printf %s ${mark}`;
  return new Promise((resolve) => {
    let child: ReturnType<typeof spawn>;
    try {
      child = spawn(shell, ["-i", "-l", "-c", command], {
        // A group of its own, which can be ended with all that a profile starts, and which has no terminal to stop it.
        detached: true,
        stdio: ["ignore", "pipe", "ignore"],
        env: {
          ...env,
          TERM: "dumb",
          // Asked by profiles that would start something, and by oh-my-zsh before it updates itself.
          SPECWRIGHT_ASKS_ENVIRONMENT: "1",
          DISABLE_AUTO_UPDATE: "true",
        },
      });
    } catch {
      resolve(undefined);
      return;
    }
    let answer = Buffer.alloc(0);
    const finish = () => {
      clearTimeout(timer);
      child.stdout?.destroy();
      endGroup(child.pid);
      resolve(environmentIn(answer, mark, env));
    };
    const timer = setTimeout(finish, deadline);
    child.on("error", finish);
    child.on("exit", () => setImmediate(finish));
    child.stdout?.on("data", (data: Buffer) => {
      answer = Buffer.concat([answer, data]);
      // All is said, though something that the profile started may hold the output open.
      if (answer.length > longestAnswer || answer.indexOf(mark) !== answer.lastIndexOf(mark))
        finish();
    });
  });
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

function environmentIn(answer: Buffer, mark: string, own: Environment): Environment | undefined {
  const [, said, rest] = answer.toString("utf8").split(mark);
  if (said === undefined || rest === undefined) return undefined;
  // A value with line breaks goes on over lines; without -0 a line that looks like a variable begins one.
  const entries = said.includes("\0") ? said.split("\0") : said.split(/\n(?=[A-Za-z_]\w*=)/);
  const found: Environment = {};
  for (const entry of entries) {
    const at = entry.indexOf("=");
    const name = entry.slice(0, at);
    if (at > 0 && !shellsOwn.has(name)) found[name] = entry.slice(at + 1);
  }
  if (found["PATH"] === undefined) return undefined;
  if (own["DISABLE_AUTO_UPDATE"] === undefined) delete found["DISABLE_AUTO_UPDATE"];
  for (const name of shellsOwn) if (own[name] !== undefined) found[name] = own[name];
  return found;
}
