import type { BuiltInLauncher } from "../engine/agents";

/** Starts this executable as the built-in agent. The arguments after this flag are the agent's own. */
export const agentFlag = "--specwright-agent";

/**
 * How the app starts its built-in agent. No window is made, so no display is needed. Chromium's log is turned off,
 * because it would appear in the agent's terminal.
 * @param executable path of this program's executable
 * @param appPath the app's folder, when the executable does not contain it
 */
export function createAppLauncher(
  executable: string,
  appPath: string | undefined,
  { linux }: { linux: boolean },
): BuiltInLauncher {
  const switches = [
    "--disable-gpu",
    "--log-level=3",
    ...(linux ? ["--ozone-platform=headless"] : []),
    // Chromium refuses to start with its own sandbox for root, and inside of the run's sandbox, which makes no user
    // namespaces. Without a page Chromium's sandbox protects nothing here.
    ...(linux ? ["--no-sandbox"] : []),
  ];
  return {
    program: (args) => ({
      file: executable,
      args: [...(appPath === undefined ? [] : [appPath]), ...switches, agentFlag, ...args],
    }),
  };
}
