// npm run dev: the app with its sources watched; the window reloads as they change.

import { join } from "node:path";
import { withDisplay } from "./display.mjs";
import { runtimeEnvironment, runtimeFlags } from "./electron-runtime.mjs";
import { root } from "./root.mjs";
import { run } from "./run.mjs";
import { runMain, step } from "./say.mjs";
import { setUp } from "./setup.mjs";

runMain(async () => {
  const runtime = await setUp();
  step("Development");
  const watcher = join(root, "node_modules", "electron-vite", "bin", "electron-vite.js");
  const sandbox = runtimeFlags().length > 0 ? ["--noSandbox"] : [];
  const done = await withDisplay((env) =>
    run(process.execPath, [watcher, "dev", "--watch", ...sandbox], {
      cwd: root,
      env: { ...env, ...runtimeEnvironment(runtime) },
    }),
  );
  process.exitCode = done.code;
});
