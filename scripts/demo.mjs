// The sample run, driven by Playwright: the same app, the same project, each step printed.

import { join } from "node:path";
import { root } from "./root.mjs";
import { run } from "./run.mjs";
import { runMain } from "./say.mjs";

runMain(async () => {
  const cli = join(root, "node_modules", "@playwright", "test", "cli.js");
  const done = await run(process.execPath, [cli, "test", "--project=demo", "--reporter=line"], {
    cwd: root,
  });
  process.exitCode = done.code;
});
