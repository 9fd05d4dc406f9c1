import { join } from "node:path";
import { passedOverWords } from "@shared/recordings/passed-over";
import { exportRecording } from "../engine/recordings/exports/export";
import { openHiding } from "../engine/recordings/hide";
import type { Home } from "../settings/home";
import { type CommandLine, exitCodes } from "./command-line";
import { findRecording, saySharedBy } from "./find-run";

/**
 * Writes a recording in another format.
 * @param player path of the built player for web pages
 * @returns the exit code
 */
export async function exportTo(
  command: Extract<CommandLine, { verb: "export" }>,
  home: Home,
  player: string,
): Promise<number> {
  const found = await findRecording(command.target, home, command.repo);
  saySharedBy(found);
  const from = "cast" in found ? found.cast : join(found.folder, "session.cast");
  const { rules } = await openHiding(home.settings, process.env);
  const life = new AbortController();
  const stop = () => life.abort();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, stop);
  try {
    const { torn, passedOver, hidden } = await exportRecording(
      {
        from,
        to: command.out,
        format: command.format,
        title: "Recording",
        replace: false,
        signal: life.signal,
        progress: () => undefined,
      },
      { player, env: process.env, rules },
    );
    if (passedOver !== undefined)
      process.stderr.write(`specwright: ${passedOverWords(passedOver)}\n`);
    if (hidden > 0)
      process.stderr.write(
        `specwright: ${hidden} secrets were seen on its screens and are hidden in what was written.\n`,
      );
    if (torn)
      process.stderr.write(
        "specwright: the recording ends in the middle of a line, which was left out.\n",
      );
    return exitCodes.done;
  } catch (error) {
    if (life.signal.aborted) return exitCodes.stopped;
    throw error;
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}
