// npm run real-agents -- FOLDER ADDRESS [ARGUMENT …]: drives agents that npm has installed in a folder through the
// app's window, with the model server at an address. More arguments go to Playwright. No other check runs these
// tests.

import { join, resolve } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { withDisplay } from "./display.mjs";
import { runtimeEnvironment } from "./electron-runtime.mjs";
import { root } from "./root.mjs";
import { run } from "./run.mjs";
import { Advice, runMain, step } from "./say.mjs";
import { setUp } from "./setup.mjs";

runMain(async () => {
  const [folder, address, ...args] = process.argv.slice(2);
  if (folder === undefined || address === undefined)
    throw new Advice(
      "Name the agents' folder and the model server's address: npm run real-agents -- ~/agents http://127.0.0.1:8080",
    );
  const runtime = await setUp();
  step("Build");
  await ensureBuilt(runtime);
  step("Real agents");
  const cli = join(root, "node_modules", "@playwright", "test", "cli.js");
  const done = await withDisplay((env) =>
    run(process.execPath, [cli, "test", "--project=real-agents", ...args], {
      cwd: root,
      env: {
        ...env,
        ...runtimeEnvironment(runtime),
        SPECWRIGHT_REAL_AGENTS: resolve(folder),
        SPECWRIGHT_REAL_AGENTS_MODEL: address.replace(/\/$/, ""),
      },
    }),
  );
  process.exitCode = done.code;
});
