// npm run screens: makes the README's pictures by the end-to-end tests that draw every screen.

import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { endToEnd } from "./e2e.mjs";
import { root } from "./root.mjs";
import { Advice, detail, runMain, step } from "./say.mjs";
import { setUp } from "./setup.mjs";

const shown = ["editor-light", "board-light", "review-dark"];

runMain(async () => {
  const runtime = await setUp();
  step("Build");
  await ensureBuilt(runtime);
  step("Screens");
  const { ok } = await endToEnd(runtime, ["screens"]);
  if (!ok) throw new Advice("The screens could not be drawn: see above.");
  const folder = join(root, "resources", "screens");
  mkdirSync(folder, { recursive: true });
  for (const name of shown) {
    copyFileSync(join(root, "out", "screens", `${name}-1280x800.png`), join(folder, `${name}.png`));
    detail(`resources/screens/${name}.png`);
  }
});
