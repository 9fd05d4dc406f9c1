import { Problem } from "@shared/contracts/problem";
import { openWorkspace } from "../projects/workspace";
import { forkHost } from "../runs/host-process";
import type { Home } from "../settings/home";
import { printable } from "./print";

export interface Places {
  readonly home: Home;
  /** The built pty host and the built agent. */
  readonly host: string;
  readonly agent: string;
}

/** Opens a repository for a command that runs what is in it: the person typed its name, so it is trusted for that. */
export const openTrusted = (repo: string, { home, host, agent }: Places) =>
  openWorkspace(
    {
      home,
      env: process.env,
      shell: process.platform === "win32" ? (process.env["COMSPEC"] ?? "cmd.exe") : "/bin/sh",
      launcher: { program: (args) => ({ file: process.execPath, args: [agent, ...args] }) },
      startHost: () => forkHost(host),
      isTrusted: () => true,
      report: (error) =>
        process.stderr.write(
          `specwright: ${printable(error instanceof Problem ? error.message : String(error))}\n`,
        ),
    },
    repo,
    undefined,
  );
