// npm start [-- PATH]: prepares everything, then starts the app. Without a display, it shows the sample run.

import { join, resolve } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { hasDisplay, withDisplay } from "./display.mjs";
import { runtimeEnvironment, runtimeFlags } from "./electron-runtime.mjs";
import { root } from "./root.mjs";
import { run } from "./run.mjs";
import { detail, runMain, step } from "./say.mjs";
import { setUp } from "./setup.mjs";

runMain(async () => {
  const runtime = await setUp();
  step("Build");
  await ensureBuilt(runtime);

  const environment = runtimeEnvironment(runtime);
  if (!hasDisplay()) {
    step("Sample run");
    detail("There is no display, so the app goes through the sample run on a virtual one (Xvfb).");
    const done = await withDisplay((env) =>
      run(process.execPath, [join(root, "scripts", "demo.mjs")], {
        cwd: root,
        env: { ...env, ...environment },
      }),
    );
    process.exitCode = done.code;
    return;
  }

  step("Specwright");
  const flags = runtimeFlags();
  if (flags.length > 0)
    detail("Running as root: Chromium's sandbox cannot start for root, so it is off.");
  // npm changes to the project's folder; the person's path is relative to the folder before.
  const paths = process.argv
    .slice(2)
    .map((word) => resolve(process.env.INIT_CWD ?? process.cwd(), word));
  const done = await run(runtime.executable, [...flags, root, ...paths], {
    cwd: root,
    env: { ...process.env, ...environment },
  });
  process.exitCode = done.code;
});
