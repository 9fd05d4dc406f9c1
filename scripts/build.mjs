// npm run build: bundles the app into out/. Does nothing when nothing changed.

import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runtimeEnvironment } from "./electron-runtime.mjs";
import { root } from "./root.mjs";
import { run } from "./run.mjs";
import { Advice, detail, isMain, runMain, step } from "./say.mjs";
import { setUp } from "./setup.mjs";

const sources = [
  "electron",
  "renderer",
  "shared",
  "electron.vite.config.ts",
  "exported-player.vite.config.ts",
  "package.json",
  "package-lock.json",
];
const built = [
  "out/main.js",
  "out/cli.js",
  "out/preload/preload.cjs",
  "out/renderer/index.html",
  "out/exported-player.js",
];
const recordFile = join(root, "out", ".built-from");

/**
 * Builds the app when its sources differ from those of the last build.
 * @param {import("./electron-runtime.mjs").Runtime} runtime
 * @throws {Advice} with the bundler's messages when it fails
 */
export async function ensureBuilt(runtime) {
  const hash = hashOf(sources);
  const record = existsSync(recordFile) ? readFileSync(recordFile, "utf8") : "";
  if (record === hash && built.every((file) => existsSync(join(root, file)))) {
    detail("The build is up to date.");
    return;
  }
  // The mark of the old build is removed first, so that an incomplete build does not count as one. Old chunks must
  // not get into a package.
  for (const old of [".built-from", "chunks"])
    rmSync(join(root, "out", old), { recursive: true, force: true });
  detail("Bundling (electron-vite build) …");
  const bundle = (program, ...args) =>
    run(process.execPath, [join(root, "node_modules", ...program), "build", ...args], {
      cwd: root,
      quiet: true,
      env: { ...process.env, ...runtimeEnvironment(runtime) },
    });
  const done = [
    await bundle(["electron-vite", "bin", "electron-vite.js"]),
    // The player for exported pages is one program in one file, so it is bundled by itself.
    await bundle(["vite", "bin", "vite.js"], "--config", "exported-player.vite.config.ts"),
  ];
  const absent = built.filter((file) => !existsSync(join(root, file)));
  if (done.some(({ code }) => code !== 0) || absent.length > 0) {
    const output = done.map((it) => it.output).join("\n");
    throw new Advice(`The build failed.\n${output}\nMissing: ${absent.join(", ") || "none"}`);
  }
  writeFileSync(recordFile, hash);
}

function hashOf(names) {
  const hash = createHash("sha256");
  for (const name of names.flatMap(filesOf)) {
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(root, name)))
      .update("\0");
  }
  return hash.digest("hex");
}

function filesOf(name) {
  const path = join(root, name);
  if (!existsSync(path)) return [];
  if (/\.\w+$/.test(name)) return [name];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

if (isMain(import.meta.url))
  runMain(async () => {
    const runtime = await setUp();
    step("Build");
    await ensureBuilt(runtime);
  });
