import { execFile } from "node:child_process";
import { programOf } from "./find-program";

/** A command as it is run for a run, and what the run's terminal says of the difference. */
export interface AdaptedCommand {
  readonly command: string;
  readonly word?: string;
}

/** Milliseconds that a program gets to tell its options. */
const patience = 10_000;

/**
 * Keeps an agent from handing its work to a server that outlives the run. Codex shares one between all of its sessions,
 * which goes on with the work when the run is stopped; `--no-daemon` keeps it in its own process. Versions that have no such
 * option have no such server.
 */
export async function adaptCommand(
  command: string,
  place: { shell: string; env: Readonly<Record<string, string>>; cwd: string },
): Promise<AdaptedCommand> {
  const program = programOf(command);
  if (program === undefined || !/(?:^|\/)codex$/.test(program.name)) return { command };
  if (/\s--no-daemon\b/.test(command)) return { command };
  if (!(await optionsOf(program.name, place)).includes("--no-daemon")) return { command };
  const { end } = program;
  return {
    command: `${command.slice(0, end)} --no-daemon${command.slice(end)}`,
    word: "codex runs with --no-daemon: the server that it shares with other sessions would go on after this run",
  };
}

function optionsOf(
  program: string,
  { shell, env, cwd }: { shell: string; env: Readonly<Record<string, string>>; cwd: string },
): Promise<string> {
  return new Promise((resolve) => {
    const options = { env: { ...env }, cwd, timeout: patience, maxBuffer: 1024 * 1024 };
    const child = execFile(shell, ["-c", '"$1" --help', shell, program], options, (_, stdout) =>
      resolve(stdout),
    );
    child.stdin?.end();
  });
}
