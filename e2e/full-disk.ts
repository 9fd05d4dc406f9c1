import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const exec = promisify(execFile);

/** Only root may mount a disk that is small enough to be filled. A skipped test would count as failed. */
export const mountsWork = process.getuid?.() === 0;

/** Mounts a small disk at a folder for the duration of a function. */
export async function withSmallDisk(
  folder: string,
  size: string,
  use: () => Promise<void>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await exec("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]);
  try {
    await use();
  } finally {
    // The app may still have a file of the disk open; a lazy unmount completes when the app closes the file.
    await exec("umount", ["--lazy", folder]);
  }
}

/**
 * Fills a disk.
 * @returns the file that fills it
 */
export async function fill(disk: string): Promise<string> {
  const file = join(disk, "filler");
  for (const size of [65_536, 4_096, 512])
    for (;;) {
      const done = await writeFile(file, Buffer.alloc(size), { flag: "a" }).then(
        () => true,
        () => false,
      );
      if (!done) break;
    }
  return file;
}
