import { spawn } from "node:child_process";
import { Problem } from "@shared/base/problem";
import { findProgram, kindOf } from "../../system/disk";
import { watchGroup } from "./process-group";

export interface ProcessOptions {
  readonly cwd: string;
  readonly input?: string | Uint8Array;
  /** Added to a clean environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds after which git is ended; a minute by default. */
  readonly limit?: number;
  /** Output beyond this number of bytes is not read, and git is ended. */
  readonly maxBytes?: number;
}

export interface ProcessResult {
  readonly stdout: Buffer;
  readonly stderr: string;
  readonly exitCode: number;
  /** Whether the output was longer than maxBytes. */
  readonly cut: boolean;
}

/** Bytes. All needed answers are smaller, and a repository must not be able to fill the memory. */
const defaultMaxBytes = 256 * 1024 * 1024;
const maxErrorBytes = 64 * 1024;

/** Milliseconds, the limit for calls that a person waits for. Longer calls set their own limit. */
export const aMinute = 60_000;

let found: { readonly on: string; readonly program: Promise<string | undefined> } | undefined;

/**
 * Finds git, once for each PATH.
 * @throws {Problem} `git-missing`
 */
export async function findGit(): Promise<string> {
  const path = process.env["PATH"] ?? "";
  if (found?.on !== path) found = { on: path, program: findProgram("git", path) };
  const program = await found.program;
  if (program !== undefined) return program;
  found = undefined;
  throw gitMissing();
}

/** Starts git without a shell and in a process group of its own, so that git's child processes end with it. */
export function startGit(
  program: string,
  args: readonly string[],
  { cwd, env }: Pick<ProcessOptions, "cwd" | "env">,
) {
  const child = spawn(program, args, {
    cwd,
    env: { ...cleanEnvironment(), ...env },
    stdio: "pipe",
    windowsHide: true,
    detached: process.platform !== "win32",
  });
  return { child, group: watchGroup(child) };
}

/**
 * Runs git and reads its output.
 * @throws {Problem} `git-missing`, `folder-missing`, `cancelled`, `git-failed` when it takes too long
 */
export async function runGit(
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const program = await findGit();
  if (options.signal?.aborted) throw cancelled();
  const { cwd, limit = aMinute } = options;
  return new Promise((resolve, reject) => {
    const { child, group } = startGit(program, args, options);
    const output = gather(options.maxBytes ?? defaultMaxBytes, () => group.end());
    const errors = gather(maxErrorBytes, () => undefined);
    child.stdout.on("data", output.take);
    child.stderr.on("data", errors.take);
    // Git may end before it has read all of its input; its exit code shows whether that matters.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      group.end();
    }, limit);
    const cancel = () => group.end();
    options.signal?.addEventListener("abort", cancel, { once: true });
    const stopWaiting = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", cancel);
    };
    child.on("error", (error) => {
      stopWaiting();
      kindOf(cwd).then(
        (kind) => reject(kind === "folder" ? gitMissing(error.message) : folderMissing(cwd)),
        reject,
      );
    });
    group.ended.then(({ exitCode, signal, started }) => {
      stopWaiting();
      // The error event of a process that could not be started gives the reason.
      if (!started) return;
      if (options.signal?.aborted) {
        reject(cancelled());
        return;
      }
      if (late && !output.cut()) {
        reject(tooSlow(limit, args));
        return;
      }
      const stderr = errors.bytes().toString("utf8").trim();
      resolve({
        stdout: output.bytes(),
        stderr: signal === null || output.cut() ? stderr : `${stderr} (ended by ${signal})`.trim(),
        exitCode: output.cut() ? 0 : (exitCode ?? 128),
        cut: output.cut(),
      });
    }, reject);
  });
}

function gather(limit: number, full: () => void) {
  const chunks: Buffer[] = [];
  let size = 0;
  let cut = false;
  return {
    take(chunk: Buffer) {
      if (cut) return;
      const room = limit - size;
      cut = chunk.length > room;
      chunks.push(cut ? chunk.subarray(0, room) : chunk);
      size += Math.min(chunk.length, room);
      if (cut) full();
    },
    bytes: () => Buffer.concat(chunks),
    cut: () => cut,
  };
}

/**
 * The surrounding environment without variables that influence git, and with variables that prevent questions,
 * translated messages and any transport. Without the last one a partial clone would fetch missing objects by
 * programs of the repository's configuration.
 */
function cleanEnvironment(): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env))
    if (value !== undefined && !/^(?:GIT_|SSH_ASKPASS|LC_|LANG)/i.test(name)) env[name] = value;
  return {
    ...env,
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: "none",
    GIT_NO_LAZY_FETCH: "1",
    GIT_PAGER: "cat",
    GIT_EDITOR: "false",
  };
}

function cancelled(): Problem {
  return new Problem("cancelled", "Cancelled.");
}

/** @param limit milliseconds */
export function tooSlow(limit: number, args: readonly string[]): Problem {
  return new Problem(
    "git-failed",
    `Git did not answer within ${Math.round(limit / 1000)} seconds, so it was ended. A file of the repository may be a pipe, or lie on a disk that does not answer.`,
    args.join(" "),
  );
}

function gitMissing(detail?: string): Problem {
  return new Problem("git-missing", "Git was not found. Install git, then try again.", detail);
}

function folderMissing(folder: string): Problem {
  return new Problem("folder-missing", "That folder is no longer there. Choose another.", folder);
}
