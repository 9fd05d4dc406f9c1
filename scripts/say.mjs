import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

// The output of all scripts: a step, its result, and an advice when the script cannot continue.

const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);

/** Prints the name of a step that is about to start. */
export const step = (text) => console.log(paint("1", `• ${text}`));

/** Prints a result or detail under the current step. */
export const detail = (text) => console.log(`  ${text}`);

/** An error whose message says what to do; it is printed without a stack. */
export class Advice extends Error {}

/** Whether a module was started as a program, and not imported. */
export const isMain = (url) => realpathSync(process.argv[1]) === fileURLToPath(url);

/**
 * Runs one step and prints its duration.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 */
export async function timed(name, work) {
  const from = performance.now();
  const result = await work();
  detail(`${name}: ${((performance.now() - from) / 1000).toFixed(1)} s`);
  return result;
}

/**
 * Runs a script's main function; prints an Advice plainly, any other error with its stack.
 * @param {() => Promise<void>} main
 */
export function runMain(main) {
  main().catch((error) => {
    console.error(error instanceof Advice ? `\n${error.message}` : error);
    process.exit(1);
  });
}
