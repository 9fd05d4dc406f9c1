// The apps that the benchmarks start: this app with the sample project open, and an app with an empty window.

import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { _electron } from "playwright";
import { runtimeFlags } from "../electron-runtime.mjs";
import { root } from "../root.mjs";
import { run } from "../run.mjs";
import { Advice } from "../say.mjs";

/** Both pages have this attribute once they are usable: the app's editor, and the empty page at once. */
export const ready = '[data-ready="document"]';

/**
 * @typedef {object} AppFolder
 * @property {string} folder with a package.json whose main Electron starts
 * @property {string[]} args
 * @property {Record<string, string>} env
 */

/**
 * An Electron app with an empty page.
 * @param {string} work a folder for its files
 * @returns {Promise<AppFolder>}
 */
export async function emptyApp(work) {
  const folder = join(work, "empty-app");
  await mkdir(folder, { recursive: true });
  const about = { name: "empty", version: "0.0.0", type: "module", main: "main.js" };
  await writeFile(join(folder, "package.json"), JSON.stringify(about));
  await writeFile(
    join(folder, "page.html"),
    '<!doctype html><title>Empty</title><body data-ready="document" style="height: 100vh">',
  );
  await writeFile(
    join(folder, "main.js"),
    `import { dirname, join } from "node:path";
import { app, BrowserWindow } from "electron";
app.setPath("userData", ${JSON.stringify(join(work, "empty-profile"))});
app.whenReady().then(() => {
  new BrowserWindow({ width: 1280, height: 800 }).loadFile(join(import.meta.dirname, "page.html"));
});
app.on("window-all-closed", () => app.quit());
`,
  );
  return { folder, args: [], env: {} };
}

/**
 * This app with a new copy of the sample project and its own data folders.
 * @param {string} work a folder for all files
 * @returns {Promise<AppFolder>}
 * @throws {Advice} when git does not make the repository
 */
export async function sampleApp(work) {
  const repository = join(work, "sample");
  await cp(join(root, "resources", "sample"), repository, { recursive: true });
  return appOn(repository, work);
}

/**
 * This app with a repository of these files and its own data folders.
 * @param {string} work a folder for all files
 * @param {Record<string, string>} files contents by path
 * @returns {Promise<AppFolder>}
 */
export async function projectApp(work, files) {
  const repository = join(work, "project");
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), text);
  }
  return appOn(repository, work);
}

async function appOn(repository, work) {
  const person = ["-c", "user.name=Benchmark", "-c", "user.email=benchmark@example.invalid"];
  for (const args of [
    ["init", "-q", "-b", "main"],
    ["add", "-A"],
    [...person, "commit", "-q", "-m", "Sample"],
  ]) {
    const done = await run("git", args, { cwd: repository, quiet: true });
    if (done.code !== 0) throw new Advice(`git ${args.join(" ")} failed:\n${done.output}`);
  }
  return {
    folder: root,
    args: [repository],
    env: { SPECWRIGHT_HOME: join(work, "home"), SPECWRIGHT_USER_DATA: join(work, "profile") },
  };
}

/**
 * Starts an app and resolves when Playwright is connected.
 * @param {import("../electron-runtime.mjs").Runtime} runtime
 * @param {AppFolder} app
 * @param {{env: NodeJS.ProcessEnv, flags?: string[]}} display the environment with a display, and additional flags
 */
export async function openApp(runtime, app, { env, flags = [] }) {
  return _electron.launch({
    executablePath: runtime.executable,
    args: [...runtimeFlags(), ...flags, app.folder, ...app.args],
    env: { ...env, ...app.env },
    timeout: longestStart,
  });
}

/** Milliseconds after which a start counts as failed. A start with a profiler attached takes long. */
const longestStart = 180_000;

/**
 * Runs a function with a temporary folder, which is removed afterwards.
 * @template T
 * @param {(folder: string) => Promise<T>} use
 */
export async function withFolder(use) {
  const folder = await mkdtemp(join(tmpdir(), "specwright-bench-"));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
