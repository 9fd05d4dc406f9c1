import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { _electron, test as base, type ElectronApplication } from "@playwright/test";
import type { Bridge } from "@shared/contracts/bridge";
import { noteStates } from "./after-failure";
import { ownDisplay } from "./displays";
import type { Running } from "./running";

/** The project's own folder. */
export const root = resolve(import.meta.dirname, "..");

declare global {
  interface Window {
    readonly specwright: Bridge;
  }
}

/** The folders of one test, so that it neither reads nor writes the person's own files. */
export interface Places {
  readonly base: string;
  readonly home: string;
  readonly userData: string;
  readonly person: string;
}

export interface LaunchOptions {
  /** A repository on the command line. */
  readonly open?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Fixtures {
  readonly places: Places;
  readonly launch: (options?: LaunchOptions) => Promise<Running>;
}

export const test = base.extend<Fixtures>({
  places: async ({ playwright: _playwright }, use) => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "specwright-e2e-")));
    const places = {
      base: folder,
      home: join(folder, "data"),
      userData: join(folder, "profile"),
      person: join(folder, "person"),
    };
    await mkdir(places.person);
    await writeFile(
      join(places.person, ".gitconfig"),
      "[user]\n\tname = A Reviewer\n\temail = reviewer@example.org\n[init]\n\tdefaultBranch = main\n",
    );
    await use(places);
    await remove(folder);
  },
  launch: async ({ places }, use, info) => {
    const started: Running[] = [];
    await use(async (options) => {
      const running = await launch(places, options);
      started.push(running);
      return running;
    });
    await noteStates(info, started);
    // At SIGTERM the app ends its runs before it ends itself.
    for (const { process: child } of started) await end(child, "SIGTERM");
  },
});

/** Removes a folder in which ending processes may still remove files. */
async function remove(folder: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1)
    try {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      return;
    } catch (error) {
      // `force` ignores a missing folder, but not a subfolder that disappears during the removal.
      const gone = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (!gone || attempt === 5) throw error;
    }
}

export { expect } from "@playwright/test";

async function launch(places: Places, options: LaunchOptions = {}): Promise<Running> {
  const executablePath = process.env["ELECTRON_EXEC_PATH"];
  if (!executablePath) throw new Error("Start the tests with npm run e2e: it says which Electron.");
  const words = [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), root];
  const env = { ...environment(places), ...options.env };
  const app = await _electron.launch({
    executablePath,
    args: [...words, ...(options.open === undefined ? [] : [options.open])],
    env,
  });
  const page = await app.firstWindow();
  const child = app.process();
  const { pid } = child;
  if (pid === undefined) throw new Error("The app has no process.");
  let errors = "";
  child.stderr?.on("data", (text: Buffer) => {
    errors = `${errors}${text.toString()}`.slice(-8000);
  });
  return {
    app,
    page,
    pid,
    process: child,
    errors: () => errors,
    chooseFolder: (path) =>
      app.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
      }, path),
    startAgain: (word) =>
      new Promise((resolve, reject) => {
        const second = spawn(executablePath, [...words, word], { env, stdio: "ignore" });
        second.once("error", reject);
        second.once("exit", () => resolve());
      }),
    async resize(width, height) {
      await app.evaluate(
        ({ BrowserWindow }, size) => {
          // In the corner, so that a large window still fits on the display.
          BrowserWindow.getAllWindows()[0]?.setContentBounds({ x: 0, y: 0, ...size });
        },
        { width, height },
      );
      await page.waitForFunction(
        (size) => window.innerWidth === size.width && window.innerHeight === size.height,
        { width, height },
      );
    },
    close: () => close(app),
    async quit() {
      const gone = app.waitForEvent("close");
      await close(app);
      await gone;
    },
    kill: (signal) => end(child, signal),
  };
}

// Delayed, because a window that closes during the call takes the answer with it.
const close = (app: ElectronApplication): Promise<void> =>
  app.evaluate(({ BrowserWindow }) => {
    setImmediate(() => BrowserWindow.getAllWindows()[0]?.close());
  });

/**
 * The environment of the app and of the command line, with a test's own folders and without keys, because a test
 * must neither reach a model nor depend on one.
 */
export function environment(places: Places): Record<string, string> {
  return { ...cleanEnvironment(), ...ownDisplay(), ...appEnvironment(places) };
}

function cleanEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || /^(ANTHROPIC_|SPECWRIGHT_|GIT_|npm_|NODE_OPTIONS$)/.test(name)
        ? []
        : [[name, value]],
    ),
  );
}

const appEnvironment = (places: Places): Record<string, string> => ({
  HOME: places.person,
  XDG_CONFIG_HOME: join(places.person, ".config"),
  XDG_DATA_HOME: join(places.person, ".local", "share"),
  SPECWRIGHT_HOME: places.home,
  SPECWRIGHT_USER_DATA: places.userData,
});

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await gone;
}
