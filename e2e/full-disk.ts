import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const exec = promisify(execFile);

/** Only root may mount a disk that is small enough to be filled. A test that is skipped would count as failed. */
export const mountsWork = process.getuid?.() === 0;

/** Mounts a small disk at a folder while something is done with it. */
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
    // The app may still hold a file of it; a lazy unmount lets go when the app does.
    await exec("umount", ["--lazy", folder]);
  }
}

/** Writes into a disk until it takes no more. @returns the file that fills it */
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
