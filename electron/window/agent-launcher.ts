import type { BuiltInLauncher } from "../engine/agents";

/** Starts this executable as the built-in agent; what follows are the agent's own arguments. */
export const agentFlag = "--specwright-agent";

/**
 * How the app starts its built-in agent. No window is ever made, so no display is needed either, and
 * Chromium's own log has nothing to say in the agent's terminal.
 * @param executable this program's executable
 * @param appPath the app's folder, where the executable does not carry it
 */
export function createAppLauncher(
  executable: string,
  appPath: string | undefined,
  { asRoot, linux }: { asRoot: boolean; linux: boolean },
): BuiltInLauncher {
  const switches = [
    "--disable-gpu",
    "--log-level=3",
    ...(linux ? ["--ozone-platform=headless"] : []),
    // Chromium refuses to start its sandbox for root; nothing is drawn here that it would guard.
    ...(linux && asRoot ? ["--no-sandbox"] : []),
  ];
  return {
    program: (args) => ({
      file: executable,
      args: [...(appPath === undefined ? [] : [appPath]), ...switches, agentFlag, ...args],
    }),
  };
}
