import { createHash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import type { RunEvent } from "@shared/runs/event";
import type { Run } from "@shared/runs/project";
import { processStartToken } from "./process-tree";

/** Whether the process that writes a run's folder is still there; a reused process id does not count. */
export function hasOwner(run: Run): boolean {
  const { state, created } = run;
  const [pid, started] =
    state.phase === "running"
      ? [state.hostPid, state.hostStarted]
      : [created.ownerPid, created.ownerStarted];
  return processStartToken(pid) === started;
}

/**
 * The event that ends a run whose writer is gone: the recording is cut after its last whole line, and
 * what is left of it is what the run has.
 * @param folder the run's folder
 */
export async function interruptedEvent(run: Run, folder: string): Promise<RunEvent> {
  if (run.state.phase !== "running")
    return { type: "start-failed", reason: "The app ended while the run was being prepared." };
  const file = await open(join(folder, "session.cast"), "r+").catch(() => undefined);
  if (!file) return { type: "start-failed", reason: "The run has no recording." };
  try {
    const measured = await measure(file);
    await file.truncate(measured.bytes);
    await file.sync();
    return { type: "session-ended", how: "interrupted", ...measured };
  } finally {
    await file.close();
  }
}

/** Size, digest and length in time of the whole lines of a recording, in constant memory. */
async function measure(
  file: FileHandle,
): Promise<{ bytes: number; digest: string; duration: number }> {
  const hash = createHash("sha256");
  let bytes = 0;
  let duration = 0;
  let rest = Buffer.alloc(0);
  for await (const chunk of file.createReadStream({ start: 0, autoClose: false })) {
    const data = Buffer.concat([rest, chunk]);
    const end = data.lastIndexOf(0x0a) + 1;
    const whole = data.subarray(0, end);
    hash.update(whole);
    bytes += end;
    for (const line of whole.toString("latin1").split("\n")) duration += interval(line);
    rest = data.subarray(end);
  }
  return { bytes, digest: hash.digest("hex"), duration: Math.round(duration * 1000) / 1000 };
}

/** The seconds that an event line `[interval, …]` starts with; 0 for any other line. */
function interval(line: string): number {
  const seconds = Number(/^\[\s*([\d.eE+-]+)\s*,/.exec(line)?.[1]);
  return Number.isFinite(seconds) ? seconds : 0;
}
