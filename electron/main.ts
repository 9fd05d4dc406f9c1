// The composition root. The app's executable also starts the built-in agent: the packaged executable cannot run as
// plain Node, so the agent is this program started with a flag that is checked first.

import { setFlagsFromString } from "node:v8";
import { app, dialog } from "electron";
import { opensDoors } from "./system/environment";
import { hideFromDescendants, hideStartingEnvironment } from "./system/hide-environment";
import { agentFlag } from "./window/agent-launcher";
import { refusedSwitch } from "./window/switches";

// The same flag as in the windows, see window/app.ts.
setFlagsFromString("--always-sparkplug");
// Before any process starts that could read the environment.
hideStartingEnvironment(opensDoors);
hideFromDescendants(opensDoors);
const flag = process.argv.indexOf(agentFlag);
const refused = app.isPackaged
  ? refusedSwitch(flag >= 0 ? process.argv.slice(0, flag) : process.argv)
  : undefined;
if (refused !== undefined) {
  process.stderr.write(`Specwright does not start with ${refused}. Start it without.\n`);
  app.exit(1);
} else if (flag >= 0) {
  const { main } = await import("./built-in-agent/program");
  process.exit(await main(process.argv.slice(flag + 1)));
} else {
  const { startApp } = await import("./window/app");
  // Not awaited, because Electron becomes ready only after this module has run.
  startApp().catch((error: unknown) => {
    console.error(error);
    dialog.showErrorBox(
      "Specwright could not start",
      error instanceof Error ? error.message : String(error),
    );
    app.exit(1);
  });
}
