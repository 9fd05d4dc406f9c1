// The composition root. The app's executable is also the built-in agent's: what ships cannot run as
// plain Node, so the agent is this program started with a flag that is looked at before anything else.

import { setFlagsFromString } from "node:v8";
import { app, dialog } from "electron";
import { opensDoors } from "./system/environment";
import { hideFromDescendants, hideStartingEnvironment } from "./system/hide-environment";
import { agentFlag } from "./window/agent-launcher";
import { refusedSwitch } from "./window/switches";

// As in the windows, see window/app.ts.
setFlagsFromString("--always-sparkplug");
// Before anything is started that could read it.
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
  // Not awaited: Electron is not ready before this module is done.
  startApp().catch((error: unknown) => {
    console.error(error);
    dialog.showErrorBox(
      "Specwright could not start",
      error instanceof Error ? error.message : String(error),
    );
    app.exit(1);
  });
}
