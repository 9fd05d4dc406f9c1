import { verifyCastFile, verifyRunFolder } from "../runs/verify";
import type { Home } from "../settings/home";
import { type CommandLine, exitCodes } from "./command-line";
import { findRecording } from "./find-run";

/** Checks a run or a recording and prints a line for each thing that was checked. @returns the exit code */
export async function verify(
  command: Extract<CommandLine, { verb: "verify" }>,
  home: Home,
): Promise<number> {
  const found = await findRecording(command.target, home);
  const result =
    "cast" in found ? await verifyCastFile(found.cast) : await verifyRunFolder(found.folder);
  process.stdout.write(
    command.json
      ? `${JSON.stringify(result)}\n`
      : result.checks.map(({ ok, text }) => `${ok ? "ok  " : "FAIL"}  ${text}\n`).join(""),
  );
  return result.ok ? exitCodes.done : exitCodes.failed;
}
