import type { ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { _electron, test as base, type ElectronApplication, type Page } from "@playwright/test";

const root = resolve(import.meta.dirname, "..");

/** The folders of one test: nothing of the person's own is read or written. */
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

/** The app, running. */
export interface Running {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly process: ChildProcess;
  /** The main process's id. */
  readonly pid: number;
  /** Answers the system's folder dialog, which a test cannot click. */
  chooseFolder(path: string): Promise<void>;
  resize(width: number, height: number): Promise<void>;
  /** Closes the window as a person would; resolves when the process is gone. */
  quit(): Promise<void>;
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
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  launch: async ({ places }, use) => {
    const started: Running[] = [];
    await use(async (options) => {
      const running = await launch(places, options);
      started.push(running);
      return running;
    });
    for (const { process: child } of started) await end(child);
  },
});

export { expect } from "@playwright/test";

async function launch(places: Places, options: LaunchOptions = {}): Promise<Running> {
  const executablePath = process.env["ELECTRON_EXEC_PATH"];
  if (!executablePath) throw new Error("Start the tests with npm run e2e: it says which Electron.");
  const app = await _electron.launch({
    executablePath,
    args: [
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      root,
      ...(options.open === undefined ? [] : [options.open]),
    ],
    env: { ...cleanEnvironment(), ...appEnvironment(places), ...options.env },
  });
  const page = await app.firstWindow();
  const child = app.process();
  const { pid } = child;
  if (pid === undefined) throw new Error("The app has no process.");
  return {
    app,
    page,
    pid,
    process: child,
    chooseFolder: (path) =>
      app.evaluate(({ dialog }, chosen) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
      }, path),
    async resize(width, height) {
      await app.evaluate(
        ({ BrowserWindow }, size) => {
          BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
        },
        { width, height },
      );
      await page.waitForFunction(
        (size) => window.innerWidth === size.width && window.innerHeight === size.height,
        { width, height },
      );
    },
    async quit() {
      const gone = app.waitForEvent("close");
      await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
      await gone;
    },
  };
}

/** The environment without keys: a test must not reach a model, and must not depend on one. */
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

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  // The app ends its runs on SIGTERM before it goes.
  child.kill("SIGTERM");
  await gone;
}
