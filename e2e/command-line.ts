import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { environment, type Places, root } from "./app";

/** Starts the command line with a test's own folders. */
export function startCli(places: Places, ...words: string[]) {
  const child = spawn(process.execPath, [join(root, "out/cli.js"), ...words], {
    env: environment(places),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  const done = Promise.all([code, text(child.stdout), text(child.stderr)]).then(
    ([exit, output, errors]) => ({ exit, output, errors }),
  );
  return { child, done };
}

/** The output and exit code of the command line for these arguments. */
export const cli = (places: Places, ...words: string[]) => startCli(places, ...words).done;
