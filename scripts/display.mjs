import { spawn } from "node:child_process";
import { onEnd } from "./interrupt.mjs";
import { Advice } from "./say.mjs";

/** Whether a window can be shown to a person here. */
export function hasDisplay() {
  return (
    process.platform !== "linux" || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  );
}

/**
 * Runs a function with a display: the existing one, or a virtual one (Xvfb) that ends with the function.
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} use gets the environment with the display
 * @returns {Promise<T>}
 * @throws {Advice} when Xvfb does not start
 */
export async function withDisplay(use) {
  return withDisplays(1, ([env]) => use(env));
}

/**
 * Like withDisplay, with several virtual displays, because windows on one display share the keyboard's focus and
 * the clipboard.
 * @template T
 * @param {number} count
 * @param {(environments: NodeJS.ProcessEnv[]) => Promise<T>} use gets one environment for each display, or only
 * one when a person's own display exists
 * @returns {Promise<T>}
 * @throws {Advice} when Xvfb does not start
 */
export async function withDisplays(count, use) {
  if (hasDisplay()) return use([process.env]);
  const servers = [];
  try {
    for (let n = 0; n < count; n++) servers.push(await startServer());
    return await use(servers.map(({ number }) => ({ ...process.env, DISPLAY: `:${number}` })));
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}

async function startServer() {
  // The server chooses a free number and writes it to descriptor 3 once it accepts connections. Without -noreset
  // it restarts whenever its last window closes, and the next window may come too early.
  const args = ["-displayfd", "3", "-screen", "0", "1920x1080x24", "-nolisten", "tcp", "-noreset"];
  const child = spawn("Xvfb", args, { stdio: ["ignore", "ignore", "pipe", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (chunk) => {
    complaint += chunk;
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  const stop = () => child.kill("SIGTERM");
  const forget = onEnd(stop);
  const close = async () => {
    stop();
    await ended;
    forget();
  };

  const number = await new Promise((resolve) => {
    let said = "";
    child.stdio[3].on("data", (chunk) => {
      said += chunk;
      if (said.endsWith("\n")) resolve(Number(said));
    });
    child.once("error", () => resolve(undefined));
    child.once("exit", () => resolve(undefined));
  });
  if (number === undefined) {
    await close();
    throw new Advice(
      `There is no display, and the virtual one (Xvfb) did not start. Run npm run setup.\n${complaint}`,
    );
  }
  return { number, close };
}
