import { Problem } from "@shared/base/problem";
import { calls } from "@shared/contracts";
import { replyValue } from "@shared/peer/reply-value";
import type { Client } from "../engine/api/caller";
import { makeCommandDoor } from "../engine/api/command-door";
import { inspect } from "../engine/git/inspect";
import { lookAtRepository } from "../engine/git/trust";
import { openWorkspace } from "../engine/projects/workspace";
import { forkHost } from "../engine/runs/host-process";
import type { TrustBook } from "../engine/settings/trust-store";
import type { WindowTerminal } from "../engine/window-terminal";
import type { Ask, EngineEvents, OpenedEngine, Places, Trusting } from "./opened-engine";
import { printable } from "./print";

const books: Readonly<Record<Trusting, TrustBook>> = {
  /** The repository in its state at the start of the command; later changes of its configuration have no effect. */
  repository: {
    of: async ({ top }) => lookAtRepository(await inspect(top)),
    keep: async () => undefined,
  },
  nothing: { of: async () => undefined, keep: async () => undefined },
};

/** Opens a project in this process and mounts the engine's API on it. */
export async function openHere(
  repo: string,
  { home, host, agent }: Places,
  trusting: Trusting,
  event: EngineEvents,
): Promise<OpenedEngine> {
  const gone = new AbortController();
  const report = (error: unknown) =>
    process.stderr.write(
      `specwright: ${printable(error instanceof Problem ? error.message : String(error))}\n`,
    );
  const client: Client = {
    caller: { kind: "command-line" },
    tell: event,
    gone: gone.signal,
  };
  const { workspace, snapshot } = await openWorkspace<WindowTerminal>(
    {
      home,
      env: process.env,
      shell: process.platform === "win32" ? (process.env["COMSPEC"] ?? "cmd.exe") : "/bin/sh",
      launcher: { program: (args) => ({ file: process.execPath, args: [agent, ...args] }) },
      startHost: () => forkHost(host),
      trust: books[trusting],
      onRun: (run) => event("runs.changed", run),
      report,
    },
    repo,
    undefined,
  );
  const door = makeCommandDoor(workspace, client, report);
  const ask: Ask = async (name, input) =>
    calls[name].output.parse(replyValue(await door(client, name, input)));
  return {
    where: "here",
    snapshot,
    files: workspace.files,
    ask,
    leave: () => gone.abort(),
    async close() {
      gone.abort();
      await workspace.close();
    },
  };
}
