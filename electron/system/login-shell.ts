import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { userInfo } from "node:os";
import { isatty } from "node:tty";

type Environment = NodeJS.ProcessEnv;

/** Milliseconds that a login shell gets to say its environment; profiles that load version managers take seconds. */
const defaultDeadline = 10_000;
/** Milliseconds for the second try. */
const secondDeadline = 3000;
/** Milliseconds in which what a shell printed arrives when the shell has ended. */
const lastOutput = 500;
const markName = "SPECWRIGHT_MARK";
/** Bytes of its answer at most. */
const longestAnswer = 2 * 1024 * 1024;
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
 * Where that file ends the shell, or starts another program in its place, the shell is asked once more as one that is not
 * interactive. Works with bash, zsh, fish, dash, ksh and tcsh; whatever the profile prints besides is passed over.
 * @returns undefined when it does not answer in time, or not in a way that can be read
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
  // By its path: a profile may have another env, or a PATH without it. BSD's env of old has no -0, and says so on its error
  // output.
  const sayMark = `/usr/bin/env -i ${markName}=${mark} /usr/bin/env`;
  const command = `${sayMark}; /usr/bin/env -0 || /usr/bin/env; ${sayMark}`;
  const options = [...(interactive ? ["-i"] : []), ...(/csh$/.test(name) ? [] : ["-l"])];
  return new Promise((resolve) => {
    let child: ReturnType<typeof spawn>;
    try {
      child = spawn(shell, [...options, "-c", command], {
        // The C shells take -l alone only; to every shell a hyphen before its name says that it is a login shell.
        ...(/csh$/.test(name) ? { argv0: `-${name}` } : {}),
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
      // Something that the profile started may hold the output open.
      clearTimeout(timer);
      timer = setTimeout(finish, lastOutput);
    });
    child.stdout?.on("data", (data: Buffer) => {
      answer = Buffer.concat([answer, data]);
      // All is said, though the shell may still do something before it ends.
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
