// The requirements of Electron and the app on the operating system.

import { existsSync, readFileSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { hasDisplay } from "./display.mjs";
import { run } from "./run.mjs";
import { Advice, detail } from "./say.mjs";

/** The packages for an Electron window on Debian and Ubuntu; newer releases append t64 to some names. */
const libraryPackages = [
  "libgtk-3-0",
  "libnss3",
  "libasound2",
  "libgbm1",
  "libxss1",
  "libxtst6",
  "libdrm2",
  "libxkbcommon0",
];

/** `git merge-tree --write-tree`, by which a merge is checked before it is made, exists since git 2.38. */
const oldestGit = [2, 38];

/** @throws {Advice} when git is missing or too old */
export async function checkGit() {
  const said = await run("git", ["--version"], { quiet: true });
  const found = /(\d+)\.(\d+)(\.\d+)?/.exec(said.output);
  const wanted = oldestGit.join(".");
  if (said.code !== 0 || !found)
    throw new Advice(
      `git was not found. Install git ${wanted} or newer and run npm run setup again.`,
    );
  const [major, minor] = [Number(found[1]), Number(found[2])];
  if (major < oldestGit[0] || (major === oldestGit[0] && minor < oldestGit[1]))
    throw new Advice(`git ${found[0]} is too old. Install git ${wanted} or newer.`);
  detail(`git ${found[0]}.`);
}

/**
 * Makes sure that the runtime finds its libraries, and that a virtual display is available when there is no real
 * one.
 * @param {{executable: string}} runtime
 * @throws {Advice} with the one command to run, when this script may not install packages itself
 */
export async function ensureSystem(runtime) {
  if (process.platform !== "linux") {
    detail("Nothing to install on this system.");
    return;
  }
  await ensureLinuxPackages(runtime);
  checkSandbox(runtime);
}

async function ensureLinuxPackages(runtime) {
  let missing = await missingLibraries(runtime);
  const needsXvfb = !hasDisplay() && !onPath("Xvfb");
  const needsSandbox = !onPath("bwrap");
  if (missing.length === 0 && !needsXvfb && !needsSandbox) {
    detail(hasDisplay() ? "All libraries are there." : "All libraries are there, and Xvfb.");
    return;
  }
  const what = [
    ...missing,
    ...(needsXvfb ? ["Xvfb (there is no display)"] : []),
    ...(needsSandbox ? ["bubblewrap (it confines runs)"] : []),
  ].join(", ");
  if (!onPath("apt-get"))
    throw new Advice(
      `Missing: ${what}. Install them with this system's package manager and run npm run setup again.`,
    );

  const wanted = [
    ...(missing.length > 0 ? libraryPackages : []),
    ...(needsXvfb ? ["xvfb"] : []),
    ...(needsSandbox ? ["bubblewrap"] : []),
  ];
  if (process.getuid() !== 0)
    throw new Advice(
      `Missing: ${what}. Run this, then npm run setup again:\n\n  sudo apt-get update && sudo apt-get install -y ${(await namesHere(wanted)).join(" ")}`,
    );

  detail(`Missing: ${what}. Installing through apt-get …`);
  const quiet = { quiet: true, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  const updated = await run("apt-get", ["update"], quiet);
  const install = ["install", "-y", "--no-install-recommends", ...(await namesHere(wanted))];
  const installed = await run("apt-get", install, quiet);
  if (installed.code !== 0)
    throw new Advice(`apt-get failed:\n\n${updated.output}${installed.output}`);
  missing = await missingLibraries(runtime);
  if (missing.length > 0)
    throw new Advice(`Still missing after the installation: ${missing.join(", ")}.`);
  detail("Installed.");
}

async function missingLibraries(runtime) {
  const listed = await run("ldd", [runtime.executable], {
    quiet: true,
    // Electron's own libraries are beside it and are found through its run path.
    env: { ...process.env, LC_ALL: "C" },
  });
  return [...listed.output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}

async function namesHere(names) {
  const known = await run("apt-cache", ["pkgnames"], { quiet: true });
  const all = new Set(known.output.split("\n"));
  return names.map((name) => (all.has(`${name}t64`) ? `${name}t64` : name));
}

/**
 * Chromium's sandbox needs unprivileged user namespaces or its set-uid program. Some distributions turn the former
 * off, and a program that a person unpacked is never set-uid; Electron then ends at once.
 */
function checkSandbox(runtime) {
  const helper = join(dirname(runtime.executable), "chrome-sandbox");
  if (process.getuid() === 0 || !existsSync(helper) || namespacesAllowed()) return;
  const { uid, mode } = statSync(helper);
  if (uid === 0 && mode & 0o4000) return;
  throw new Advice(
    `This system does not let Electron's sandbox start. Run this, then npm run setup again:\n\n  sudo chown root:root ${helper} && sudo chmod 4755 ${helper}`,
  );
}

function namespacesAllowed() {
  const setting = (name) => {
    const file = `/proc/sys/kernel/${name}`;
    return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
  };
  return (
    setting("unprivileged_userns_clone") !== "0" &&
    setting("apparmor_restrict_unprivileged_userns") !== "1"
  );
}

function onPath(program) {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .some((folder) => existsSync(join(folder, program)));
}
