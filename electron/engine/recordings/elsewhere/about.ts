import { basename } from "node:path";
import type { RecordingId } from "@shared/base/ids";
import type { OtherRecording } from "@shared/contracts/recordings";
import type { CastHeader } from "@shared/recordings/asciicast";
import { readCast } from "../../../run-folder/read-cast";

/**
 * Reads the header of a recording.
 * @throws CastError when the file is not a recording; Problem `file-missing`, `recording-damaged`
 */
export async function headerOf(path: string): Promise<CastHeader> {
  for await (const { header } of readCast(path, new AbortController().signal)) return header;
  throw new Error("A recording has a first part.");
}

/**
 * The description of a recording from elsewhere.
 * @param path the recording's original path
 */
export function about(id: RecordingId, path: string, header: CastHeader): OtherRecording {
  const { version, cols, rows, title, timestamp } = header;
  const recordedAt = timestamp === undefined ? undefined : dateOf(timestamp);
  return {
    id,
    name: basename(path),
    path,
    version,
    cols,
    rows,
    ...(title === undefined || title.trim() === "" ? {} : { title }),
    ...(recordedAt === undefined ? {} : { recordedAt }),
  };
}

/** @param seconds since 1970; not trusted, may be any number */
function dateOf(seconds: number): string | undefined {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
