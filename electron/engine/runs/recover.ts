import { constants } from "node:fs";
import { join } from "node:path";
import { isHeld } from "@shared/runs/lease";
import type { Run } from "@shared/runs/projection";
import type { SessionFacts } from "@shared/runs/session-events";
import { exchangeToRecord } from "../../run-folder/exchange-file";
import { measureCast } from "../../run-folder/measure-cast";
import { recordingName } from "../../run-folder/recording-file";
import { here } from "../../system/owner";
import { openRegular } from "../../system/regular-file";
import { cutTornLine } from "../../system/whole-lines";

/** Whether the run still has its owner; see `isHeld`. */
export const hasOwner = (run: Run): boolean => isHeld(run.owner, here());

/**
 * The remaining recording of a run whose writer has ended. The recording is cut after its last complete line.
 * @param folder the run's folder
 * @returns undefined for a run without a recording
 */
export async function leftRecording(run: Run, folder: string): Promise<SessionFacts | undefined> {
  if (run.state.phase !== "running") return undefined;
  const path = join(folder, recordingName);
  const file = await openRegular(path, { flags: constants.O_RDWR }).catch(() => undefined);
  if (!file) return undefined;
  try {
    const cut = await cutTornLine(file);
    const { facts, duration } = await measureCast(path);
    const exchange = await exchangeToRecord(folder);
    return {
      bytes: facts.bytes,
      digest: facts.digest,
      duration: Math.round(duration * 1000) / 1000,
      ...(cut === 0 ? {} : { cut }),
      ...(exchange === undefined ? {} : { exchange }),
    };
  } finally {
    await file.close();
  }
}
