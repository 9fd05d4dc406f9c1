import type { EngineCallName } from "@shared/contracts";
import type { Settings } from "../../settings/settings";
import type { Workspace } from "../projects/workspace";
import { createLoad } from "../scheduler/load";
import type { WindowTerminal } from "../window-terminal";
import type { Handlers } from "./door";

type QueueCall = Extract<EngineCallName, `queue.${string}`>;

/** Makes the answers to the calls about the queue of the open project. */
export function queueHandlers({
  project,
  settings,
}: {
  project(): Workspace<WindowTerminal>;
  readonly settings: Settings;
}): Pick<Handlers, QueueCall> {
  const queue = () => project().queue();
  const load = createLoad();
  return {
    "queue.state": async () => (await queue()).state(),
    "queue.load": load,
    "queue.add": async ({ tasks }) =>
      (await queue()).add(
        tasks.map(({ recordsInput = false, insists = false, ...task }) => ({
          ...task,
          recordsInput,
          insists,
        })),
      ),
    "queue.remove": async ({ id }) => (await queue()).remove(id),
    "queue.move": async ({ id, before }) => (await queue()).move(id, before),
    "queue.retry": async ({ id, shown }) => (await queue()).retry(id, shown),
    "queue.pause": async ({ paused }) => (await queue()).pause(paused),
    "queue.setMost": async ({ most }) => {
      await settings.update(({ runsAtOnce, ...data }) => ({
        ...data,
        runsAtOnce: { ...runsAtOnce, most },
      }));
      const opened = await queue();
      opened.look();
      return opened.state();
    },
  };
}
