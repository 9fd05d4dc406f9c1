import { Problem } from "@shared/base/problem";
import type { RunSummary } from "@shared/runs/summary";
import { inspect } from "../engine/git/inspect";
import { lookAtRepository } from "../engine/git/trust";
import { openWorkspace } from "../engine/projects/workspace";
import { forkHost } from "../engine/runs/host-process";
import type { TrustBook } from "../engine/settings/trust-store";
import type { Home } from "../settings/home";
import { printable } from "./print";

export interface Places {
  readonly home: Home;
  /** Paths of the built pty host and the built agent. */
  readonly host: string;
  readonly agent: string;
}

/** Trusts a repository in its state at the start of the command; later changes of its configuration have no effect. */
const asItIs: TrustBook = {
  of: async ({ top }) => lookAtRepository(await inspect(top)),
  keep: async () => undefined,
};

/**
 * Opens a repository for a command that runs programs of it. The person typed its name, so it is trusted for this
 * command.
 */
export const openTrusted = (
  repo: string,
  { home, host, agent }: Places,
  /** Called with each change of a run. */
  onRun?: (run: RunSummary) => void,
) =>
  openWorkspace(
    {
      home,
      env: process.env,
      shell: process.platform === "win32" ? (process.env["COMSPEC"] ?? "cmd.exe") : "/bin/sh",
      launcher: { program: (args) => ({ file: process.execPath, args: [agent, ...args] }) },
      startHost: () => forkHost(host),
      trust: asItIs,
      ...(onRun === undefined ? {} : { onRun }),
      report: (error) =>
        process.stderr.write(
          `specwright: ${printable(error instanceof Problem ? error.message : String(error))}\n`,
        ),
    },
    repo,
    undefined,
  );
