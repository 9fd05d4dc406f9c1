import { spawn } from "node:child_process";
import { onEnd } from "./interrupt.mjs";

/**
 * Runs a program to its end.
 * @param {string} file program
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, quiet?: boolean, timeoutMs?: number}} [options] quiet collects
 * the output instead of showing it; timeoutMs ends the program and its child processes after this number of
 * milliseconds
 * @returns {Promise<{code: number, output: string, timedOut: boolean}>} code is 128 when a signal ended it, 127
 * when it could not start
 */
export function run(file, args, options = {}) {
  return new Promise((resolve) => {
    // A program with a limit leads a process group, so that its child processes end with it.
    const group = options.timeoutMs !== undefined && process.platform !== "win32";
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.quiet ? ["ignore", "pipe", "pipe"] : "inherit",
      detached: group,
    });
    const limit = options.timeoutMs === undefined ? none : limited(child, group, options.timeoutMs);
    let output = "";
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    child.on("error", (error) => {
      limit.end();
      resolve({ code: 127, output: String(error), timedOut: false });
    });
    child.on("close", (code, signal) => {
      limit.end();
      resolve({ code: code ?? (signal ? 128 : 1), output, timedOut: limit.reached() });
    });
  });
}

const none = { end: () => {}, reached: () => false };

function limited(child, group, timeoutMs) {
  let reached = false;
  const stop = () => {
    try {
      if (group && child.pid) process.kill(-child.pid, "SIGKILL");
      else child.kill("SIGKILL");
    } catch {
      // The process has ended by itself.
    }
  };
  const timer = setTimeout(() => {
    reached = true;
    stop();
  }, timeoutMs);
  const forget = onEnd(stop);
  return {
    reached: () => reached,
    end: () => {
      clearTimeout(timer);
      forget();
    },
  };
}
