import { basename, dirname, resolve } from "node:path";
import { isRunId, projectIdSchema } from "@shared/base/ids";
import { project } from "@shared/runs/projection";
import { inspect } from "../engine/git/inspect";
import { verifyCastFile, verifyRunFolder, withTrailer } from "../engine/recordings/verify-run";
import { readVouched, type Vouched } from "../engine/runs/journal";
import { readEvents } from "../run-folder/event-log";
import type { Home } from "../settings/home";
import { type CommandLine, exitCodes } from "./command-line";
import { type Found, findRecording, saySharedBy } from "./find-run";
import { asJson, printable } from "./print";

/**
 * Verifies a run or a recording and prints one line for each check.
 * @returns the exit code
 */
export async function verify(
  command: Extract<CommandLine, { verb: "verify" }>,
  home: Home,
): Promise<number> {
  const found = await findRecording(command.target, home, command.repo ?? ".");
  saySharedBy(found);
  const result =
    "cast" in found
      ? await verifyCastFile(found.cast)
      : await verifyRun(found.folder, command.repo, await vouchedFor(found, home));
  process.stdout.write(
    command.json
      ? `${asJson(result)}\n`
      : result.checks
          .map(({ ok, text }) => `${ok ? "ok  " : "FAIL"}  ${printable(text)}\n`)
          .join(""),
  );
  return result.ok ? exitCodes.done : exitCodes.failed;
}

/** The app's journal of one of this person's own runs; undefined for any other folder. */
async function vouchedFor(found: Found, home: Home): Promise<Vouched | undefined> {
  if (!("folder" in found) || found.shared !== undefined) return undefined;
  const folder = resolve(found.folder);
  const [run, project] = [basename(folder), basename(dirname(folder))];
  if (!isRunId(run) || project === "") return undefined;
  const id = projectIdSchema.parse(project);
  return folder === resolve(home.run(id, run)) ? readVouched(home.journal(id, run)) : undefined;
}

async function verifyRun(folder: string, repo: string | undefined, vouched: Vouched | undefined) {
  const verified = await verifyRunFolder(folder, vouched);
  if (repo === undefined) return verified;
  const place = { ...(await inspect(repo)), trusted: false };
  // An unreadable log has failed its own check already, and names no commit.
  const run = await readEvents(folder).then(
    ({ events }) => project(events),
    () => undefined,
  );
  return run ? withTrailer(verified, run, place) : verified;
}
