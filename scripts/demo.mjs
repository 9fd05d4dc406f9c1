// The sample run with the real app and the sample project, driven by Playwright; each step is printed.

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
