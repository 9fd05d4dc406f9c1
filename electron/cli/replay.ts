import { join } from "node:path";
import { passedOverWords } from "@shared/recordings/passed-over";
import { screenAt } from "../engine/recordings/screen-at";
import type { Home } from "../settings/home";
import { type CommandLine, exitCodes } from "./command-line";
import { findRecording, saySharedBy } from "./find-run";
import { printable } from "./print";

/**
 * Prints a recording's screen as plain text. The recorded bytes are not sent to the person's terminal, because
 * they could control it.
 * @returns the exit code
 */
export async function replay(
  command: Extract<CommandLine, { verb: "replay" }>,
  home: Home,
): Promise<number> {
  const found = await findRecording(command.file, home, command.repo);
  saySharedBy(found);
  const file = "cast" in found ? found.cast : join(found.folder, "session.cast");
  const { text, passedOver } = await screenAt(file, command.at ?? Number.POSITIVE_INFINITY);
  if (passedOver !== undefined)
    process.stderr.write(`specwright: ${passedOverWords(passedOver)}\n`);
  process.stdout.write(`${printable(text)}\n`);
  return exitCodes.done;
}
