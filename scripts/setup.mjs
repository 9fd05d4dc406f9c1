// npm run setup: installs everything that a fresh clone needs. It imports nothing from npm before npm has
// installed it.

import { ensureRuntime } from "./electron-runtime.mjs";
import { ensureTerminalModule, installPackages } from "./packages.mjs";
import { Advice, detail, isMain, runMain, step } from "./say.mjs";
import { checkGit, ensureSystem } from "./system.mjs";

const oldestNode = [20, 18];

function checkNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]))
    throw new Advice(
      `Specwright is built with Node ${oldestNode.join(".")} or newer; this is ${process.version}. Install a newer one from https://nodejs.org and run this again.`,
    );
  detail(`Node ${process.versions.node}.`);
}

/**
 * Prepares the clone for building, starting and testing. Each step checks whether it has anything to do, so that a
 * second run is quick and changes nothing.
 * @returns {Promise<import("./electron-runtime.mjs").Runtime>} the Electron to use
 * @throws {Advice} when something is missing that this script may not install
 */
export async function setUp() {
  step("Tools");
  checkNode();
  await checkGit();

  step("Packages");
  await installPackages();
  await ensureTerminalModule();

  step("Electron");
  const runtime = await ensureRuntime();
  detail(
    runtime.kind === "official"
      ? `Electron ${runtime.version}.`
      : `Electron ${runtime.version}, a development runtime: for development and tests, never for shipping.`,
  );

  step("System libraries");
  await ensureSystem(runtime);
  return runtime;
}

if (isMain(import.meta.url))
  runMain(async () => {
    await setUp();
    console.log("\nReady. npm start opens the app; npm test runs every check.");
  });
