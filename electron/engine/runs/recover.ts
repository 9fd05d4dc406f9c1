import { constants } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { isHeld } from "@shared/runs/lease";
import type { Run } from "@shared/runs/projection";
import type { SessionFacts } from "@shared/runs/session-events";
import { exchangeFacts } from "../../run-folder/exchange-file";
import { measureCast } from "../../run-folder/measure-cast";
import { recordingName } from "../../run-folder/recording-file";
import { here } from "../../system/owner";
import { openRegular } from "../../system/regular-file";

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
    const exchange = await exchangeFacts(folder);
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

const newline = 0x0a;
const step = 64 * 1024;

/**
 * Cuts a file after its last line end.
 * @returns the number of removed bytes
 */
async function cutTornLine(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  let whole = 0;
  for (let to = size; to > 0 && whole === 0; to -= step) {
    const from = Math.max(0, to - step);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(to - from), 0, to - from, from);
    whole = from + buffer.subarray(0, bytesRead).lastIndexOf(newline) + 1;
    if (whole === from) whole = 0;
  }
  if (whole === size) return 0;
  await file.truncate(whole);
  await file.sync();
  return size - whole;
}
