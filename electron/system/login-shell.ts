import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { userInfo } from "node:os";
import { isatty } from "node:tty";

type Environment = NodeJS.ProcessEnv;

/**
 * Milliseconds that a login shell may take to print its environment. Profiles that load version managers take
 * seconds.
 */
const defaultDeadline = 10_000;
/** Milliseconds of the second attempt. */
const secondDeadline = 3000;
/** Milliseconds to wait for remaining output after the shell has ended. */
const lastOutput = 500;
const markName = "SPECWRIGHT_MARK";
/** The largest answer in bytes. */
const longestAnswer = 2 * 1024 * 1024;
/** Variables that the shell sets for itself, or that were set for this question. */
const shellsOwn = new Set(["_", "PWD", "OLDPWD", "SHLVL", "TERM", "SPECWRIGHT_ASKS_ENVIRONMENT"]);

/**
 * Whether the app was started from a terminal and so has the person's environment already. The dock and the
 * desktop's menu start programs without a terminal, and with the system's PATH only.
 */
export function isFromTerminal(env: Environment): boolean {
  if ([0, 1, 2].some((fd) => isatty(fd))) return true;
  return !["", "dumb", "linux", "unknown"].includes(env["TERM"] ?? "");
}

/** The environment of the person's terminals; read once, when it is first needed. */
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
 * Reads the environment of the person's login shell. The shell is interactive, because version managers are often
 * set up in the file for interactive shells. If that file ends the shell or starts another program, a second
 * attempt uses a non-interactive shell. Works with bash, zsh, fish, dash, ksh and tcsh; other output of the
 * profile is ignored.
 * @returns undefined when no readable answer arrives in time
 */
export async function readLoginEnvironment(
  env: Environment,
  { deadline = defaultDeadline }: { readonly deadline?: number } = {},
): Promise<Environment | undefined> {
  return (
    (await askShell(env, { interactive: true, deadline })) ??
    (await askShell(env, { interactive: false, deadline: Math.min(deadline, secondDeadline) }))
  );
}

function askShell(
  env: Environment,
  { interactive, deadline }: { readonly interactive: boolean; readonly deadline: number },
): Promise<Environment | undefined> {
  const shell = env["SHELL"] || userInfo().shell || "/bin/sh";
  const name = shell.slice(shell.lastIndexOf("/") + 1);
  const mark = `specwright-${randomBytes(8).toString("hex")}`;
  // env is called by its path, because a profile may define another env, or a PATH without it. Old versions of
  // BSD's env have no -0, and report that on standard error.
  const sayMark = `/usr/bin/env -i ${markName}=${mark} /usr/bin/env`;
  const command = `${sayMark}; /usr/bin/env -0 || /usr/bin/env; ${sayMark}`;
  const options = [...(interactive ? ["-i"] : []), ...(/csh$/.test(name) ? [] : ["-l"])];
  return new Promise((resolve) => {
    let child: ReturnType<typeof spawn>;
    try {
      child = spawn(shell, [...options, "-c", command], {
        // The C shells accept -l only as their single option. For every shell a hyphen before its name means a
        // login shell.
        ...(/csh$/.test(name) ? { argv0: `-${name}` } : {}),
        // A process group of its own can be ended with all processes that a profile starts, and has no terminal
        // that could stop it.
        detached: true,
        stdio: ["ignore", "pipe", "ignore"],
        env: {
          ...env,
          TERM: "dumb",
          // Checked by profiles that would start a program, and by oh-my-zsh before it updates itself.
          SPECWRIGHT_ASKS_ENVIRONMENT: "1",
          DISABLE_AUTO_UPDATE: "true",
        },
      });
    } catch {
      resolve(undefined);
      return;
    }
    let answer = Buffer.alloc(0);
    let timer = setTimeout(finish, deadline);
    function finish() {
      clearTimeout(timer);
      child.stdout?.destroy();
      endGroup(child.pid);
      resolve(environmentIn(answer, `${markName}=${mark}\n`, env));
    }
    child.on("error", finish);
    child.on("close", finish);
    child.on("exit", () => {
      // A process that the profile started may keep the output open.
      clearTimeout(timer);
      timer = setTimeout(finish, lastOutput);
    });
    child.stdout?.on("data", (data: Buffer) => {
      answer = Buffer.concat([answer, data]);
      // The answer is complete, although the shell may still run.
      if (answer.length > longestAnswer || isWhole(answer, mark)) finish();
    });
  });
}

const isWhole = (answer: Buffer, mark: string) => {
  const end = answer.lastIndexOf(`${mark}\n`);
  return end >= 0 && answer.indexOf(mark) !== end;
};

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The process has ended.
  }
}

function environmentIn(answer: Buffer, mark: string, own: Environment): Environment | undefined {
  const [, said, rest] = answer.toString("utf8").split(mark);
  if (said === undefined || rest === undefined) return undefined;
  // A value can contain line breaks. Without -0, a line that looks like a variable begins a new one.
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
