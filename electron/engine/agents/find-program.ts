import { spawn } from "node:child_process";
import { Problem } from "@shared/base/problem";

/** The npm packages of agents, by their command. */
const packages: Readonly<Record<string, string>> = {
  claude: "@anthropic-ai/claude-code",
  codex: "@openai/codex",
  copilot: "@github/copilot",
  gemini: "@google/gemini-cli",
  opencode: "opencode-ai",
  qwen: "@qwen-code/qwen-code",
};

/**
 * The first program of a shell's command line and the offset at which its name ends, as far as they are known
 * without running the shell: a plain word after assignments and `exec`. Quoted, expanded and compound commands are
 * left to the shell.
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
 * Checks that a command's program exists, before any file of the run is made.
 * @param shell the system's shell that will run the command
 * @param cwd the folder for the command's relative paths
 * @throws {Problem} `agent-missing`, with an installation hint for known agents
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

/** Asks the shell, because it also knows its built-in commands. */
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
    // When the shell cannot be asked, the later start of the command reports the error.
    child.on("error", () => resolve(true));
    child.on("close", (code) => resolve(code === 0 || code === null));
  });
}
