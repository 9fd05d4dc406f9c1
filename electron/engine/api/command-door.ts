import type { Workspace } from "../projects/workspace";
import type { WindowTerminal } from "../window-terminal";
import type { Client } from "./caller";
import { type Door, makeDoor } from "./door";
import { createJobs } from "./jobs";
import { runHandlers } from "./runs";

/**
 * Makes the door to an engine that lives in the process of one command: the calls about runs, with the rights of a
 * command line, for the project that the command names.
 * @param client the command; the only client
 * @param report receives defects: errors that are not a Problem
 */
export function makeCommandDoor(
  workspace: Workspace<WindowTerminal>,
  client: Client,
  report: (error: unknown) => void,
): Door {
  const handlers = runHandlers({
    project: () => workspace,
    jobs: createJobs(),
    tell: client.tell,
  });
  return makeDoor({ handlers, permit: async () => undefined }, report);
}
