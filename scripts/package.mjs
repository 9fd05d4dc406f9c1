// npm run package: the app as an unpacked directory in dist/, and a check of its contents.

import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { withDisplay } from "./display.mjs";
import { root } from "./root.mjs";
import { run } from "./run.mjs";
import { Advice, detail, runMain, step } from "./say.mjs";
import { setUp } from "./setup.mjs";

runMain(async () => {
  const runtime = await setUp();
  step("Build");
  await ensureBuilt(runtime);

  step("Package");
  const development = runtime.kind === "development";
  if (development)
    detail(
      `Development runtime (Electron ${runtime.version}): for trying the packaging, not for shipping.`,
    );
  rmSync(join(root, "dist"), { recursive: true, force: true });
  const done = await run(
    process.execPath,
    [
      join(root, "node_modules", "electron-builder", "cli.js"),
      "--dir",
      "--publish=never",
      `-c.electronDist=${runtime.dist}`,
      `-c.electronVersion=${runtime.version}`,
    ],
    { cwd: root, quiet: true, env: { ...process.env, CSC_IDENTITY_AUTO_DISCOVERY: "false" } },
  );
  if (done.code !== 0) throw new Advice(`electron-builder failed:\n${done.output}`);

  const { folder, executable, program, resources } = packaged();
  checkContents(resources);
  step("Fuses, read back from the packaged executable");
  await checkFuses(executable);
  step("Switches, tried on the packaged app");
  await checkSwitches(program);
  console.log(`\n${folder}${development ? " (not for shipping)" : ""}`);
});

/** The folder in which electron-builder put the app on this system. */
function packaged() {
  const dist = join(root, "dist");
  if (process.platform === "darwin") {
    const outer = readdirSync(dist).find((name) => name.startsWith("mac")) ?? "mac";
    const folder = join(dist, outer, "Specwright.app");
    const inside = join(folder, "Contents");
    const program = join(inside, "MacOS", "Specwright");
    return { folder, executable: folder, program, resources: join(inside, "Resources") };
  }
  const windows = process.platform === "win32";
  const folder = join(dist, windows ? "win-unpacked" : "linux-unpacked");
  const executable = join(folder, windows ? "Specwright.exe" : "specwright");
  return { folder, executable, program: executable, resources: join(folder, "resources") };
}

function checkContents(resources) {
  const wanted = ["app.asar", "app.asar.unpacked/node_modules/node-pty", "app-resources"];
  const absent = wanted.filter((name) => !existsSync(join(resources, name)));
  if (absent.length > 0) throw new Advice(`The package lacks ${absent.join(", ")}.`);
  // Electron prefers this folder to app.asar.
  if (existsSync(join(resources, "app")))
    throw new Advice("The package holds resources/app, which would be started in the app's place.");
  detail("The app is in app.asar; the terminal module lies beside it.");
}

/** @throws {Advice} when a fuse differs from SECURITY.md */
async function checkFuses(executable) {
  const { FuseV1Options, getCurrentFuseWire } = await import("@electron/fuses");
  const wanted = {
    RunAsNode: false,
    EnableCookieEncryption: true,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: true,
    OnlyLoadAppFromAsar: true,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
  };
  const wire = await getCurrentFuseWire(executable);
  const wrong = [];
  for (const [name, on] of Object.entries(wanted)) {
    // The wire has a character for each fuse: 0 off, 1 on, r removed from this Electron.
    const state = String.fromCharCode(wire[FuseV1Options[name]] ?? 0);
    detail(`${name}: ${{ 0: "off", 1: "on" }[state] ?? "absent"}`);
    if (state !== (on ? "1" : "0")) wrong.push(name);
  }
  if (wrong.length > 0) throw new Advice(`Not set as SECURITY.md asks: ${wrong.join(", ")}.`);
  if (process.platform === "linux")
    detail(
      "Electron checks an asar's integrity on macOS and Windows; on Linux that fuse does nothing.",
    );
}

/** @throws {Advice} when the packaged app starts with a switch that gives another program access to it */
async function checkSwitches(program) {
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  for (const tried of ["--remote-debugging-port=0", "--inspect=0", "--renderer-cmd-prefix=env"]) {
    const { code, output } = await withDisplay((env) =>
      run(program, [...asRoot, tried], { env, quiet: true, timeoutMs: 60_000 }),
    );
    if (code !== 1 || !output.includes("does not start with"))
      throw new Advice(`The packaged app was not to start with ${tried}, and did:\n${output}`);
    detail(`It does not start with ${tried}.`);
  }
}
