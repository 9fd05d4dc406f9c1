import type { FileHandle } from "node:fs/promises";
import { Problem } from "@shared/base/problem";
import { noRecordingWords, tellingBytes } from "@shared/recordings/no-recording";
import { kindOf } from "../system/disk";
import { openRegular } from "../system/regular-file";

/**
 * Opens a recording, or a link to one.
 * @throws {Problem} `file-missing`; `recording-damaged` when the first bytes show that the file is not a recording
 */
export async function openCast(path: string): Promise<FileHandle> {
  const file = await openRegular(path, { follow: true }).catch(async (error: unknown) => {
    throw new Problem("file-missing", await whyNot(path), String(error));
  });
  try {
    const problem = await noRecording(file);
    if (problem !== undefined) throw problem;
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The reason why a file is not a recording; undefined when its first bytes show none. */
export async function noRecording(file: FileHandle): Promise<Problem | undefined> {
  const { buffer, bytesRead } = await file
    .read(Buffer.alloc(tellingBytes), 0, tellingBytes, 0)
    .catch((error: unknown) => {
      throw new Problem("file-missing", unreadable, String(error));
    });
  const words = noRecordingWords(buffer.subarray(0, bytesRead));
  return words === undefined ? undefined : new Problem("recording-damaged", words);
}

const unreadable = "The recording cannot be read. Check the file's name and its permissions.";

async function whyNot(path: string): Promise<string> {
  switch (await kindOf(path)) {
    case "folder":
      return "This is a folder, not a recording. Name the recording's file in it.";
    case "other":
      return "This is a pipe or a device, not a file. Write the recording to a file first.";
    case "missing":
      return "There is no such recording. Check the file's name and the permissions of its folder.";
    case "file":
      return unreadable;
  }
}
