import { spawn } from "node:child_process";
import { Problem } from "@shared/base/problem";

/** npm's names of agents that are known by their command. */
const packages: Readonly<Record<string, string>> = {
  claude: "@anthropic-ai/claude-code",
  codex: "@openai/codex",
  copilot: "@github/copilot",
  gemini: "@google/gemini-cli",
  opencode: "opencode-ai",
  qwen: "@qwen-code/qwen-code",
};

/**
 * The program that a shell's command line begins with, and where its name ends, as far as that can be told without the shell: behind assignments and
 * `exec`, a plain word. What is quoted, expanded or compound is the shell's to find.
 */
export function programOf(
  command: string,
): { readonly name: string; readonly end: number } | undefined {
  const assignment = /^[A-Za-z_]\w*=(?:[\w./:@%+,~-]*|'[^']*'|"[^"$`\\]*")\s+/;
  let rest = command.trimStart();
  for (let found = assignment.exec(rest); found !== null; found = assignment.exec(rest))
    rest = rest.slice(found[0].length);
  rest = rest.replace(/^exec\s+/, "");
  const name = /^([\w./@%+-]+)(?=\s|[;|&<>]|$)/.exec(rest)?.[1];
  return name === undefined ? undefined : { name, end: command.length - rest.length + name.length };
}

/**
 * Checks that a command's program is there, before anything is made for the run.
 * @param shell the system's shell that will run the command
 * @param cwd where the command's own relative paths are looked up
 * @throws {Problem} `agent-missing`, with how to get the program where that is known
 */
export async function requireCommand(
  command: string,
  { shell, env, cwd }: { shell: string; env: Readonly<Record<string, string>>; cwd: string },
): Promise<void> {
  const program = programOf(command)?.name;
  if (program === undefined || process.platform === "win32") return;
  if (await knows(shell, program, env, cwd)) return;
  const name = packages[program];
  throw new Problem(
    "agent-missing",
    name === undefined
      ? `The program ${program} was not found. Install it, or correct the command.`
      : `The program ${program} was not found. Install it with: npm install -g ${name}`,
    `PATH=${env["PATH"] ?? ""}`,
  );
}

/** Asks the shell, which knows its own commands as well. */
function knows(
  shell: string,
  program: string,
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(shell, ["-c", 'command -v -- "$1" || command -v "$1"', shell, program], {
      env,
      cwd,
      stdio: "ignore",
      timeout: 5000,
    });
    // A shell that cannot be asked is told of when it runs the command.
    child.on("error", () => resolve(true));
    child.on("close", (code) => resolve(code === 0 || code === null));
  });
}
