// The packages from npm, and node-pty, the only compiled module among them.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "./root.mjs";
import { run } from "./run.mjs";
import { Advice, detail } from "./say.mjs";

/**
 * Whether the installed packages are those of the lock file. Both lists are npm's own, so no third one can be
 * outdated: npm writes node_modules/.package-lock.json last, after a complete install.
 * @param {Record<string, {version?: string, integrity?: string, optional?: boolean}>} wanted
 * @param {Record<string, {version?: string, integrity?: string}>} installed
 */
export function agree(wanted, installed) {
  const names = Object.keys(wanted).filter((name) => name !== "");
  const strays = Object.keys(installed).some((name) => !(name in wanted));
  return (
    !strays &&
    names.every((name) => {
      const found = installed[name];
      // A missing optional package is for another platform.
      if (!found) return wanted[name].optional === true;
      return found.version === wanted[name].version && found.integrity === wanted[name].integrity;
    })
  );
}

/** Installs exactly the packages of package-lock.json, unless they are installed already. */
export async function installPackages() {
  const installed = join(root, "node_modules", ".package-lock.json");
  if (
    existsSync(installed) &&
    agree(packagesOf(join(root, "package-lock.json")), packagesOf(installed))
  ) {
    detail("Packages are up to date.");
    return;
  }
  detail("Installing what package-lock.json names (npm ci) …");
  const done = await npm(["ci", "--no-fund", "--no-audit", "--loglevel=error"]);
  if (done.code !== 0)
    throw new Advice("npm ci failed; its own words stand above. Mend that and run npm run setup.");
}

/** Makes sure that the terminal module works. It is compiled at installation, unless npm was told not to. */
export async function ensureTerminalModule() {
  if (loads()) {
    detail("The pseudo-terminal module (node-pty) loads.");
    return;
  }
  detail("The pseudo-terminal module (node-pty) does not load; compiling it …");
  // Tried in a process of its own, because a module that failed to load cannot be loaded again in this one.
  const compiled = await npm(["rebuild", "node-pty"], { quiet: true });
  const probe = await run(process.execPath, ["-e", 'require("node-pty")'], {
    cwd: root,
    quiet: true,
  });
  if (compiled.code !== 0 || probe.code !== 0)
    throw new Advice(
      `node-pty could not be compiled. It needs a C++ compiler, make and Python 3 (${compilers()}). Install them and run npm run setup again.\n\n${compiled.output}${probe.output}`,
    );
  detail("Compiled.");
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}

function loads() {
  try {
    createRequire(join(root, "package.json"))("node-pty");
    return true;
  } catch {
    return false;
  }
}

function compilers() {
  if (process.platform === "darwin") return "xcode-select --install";
  if (process.platform === "win32") return "Visual Studio Build Tools with C++";
  return "on Debian and Ubuntu: sudo apt-get install build-essential python3";
}

/** Runs the npm that started this script, or else the npm on the path. */
function npm(args, options) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith(".js")) return run(process.execPath, [cli, ...args], { cwd: root, ...options });
  return run("npm", args, { cwd: root, ...options });
}
