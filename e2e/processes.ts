import { readdir, readFile, readlink } from "node:fs/promises";

/** The ids of the processes with this text in their command line, without zombies. */
export async function processesWith(words: string): Promise<number[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      const line = await readFile(`/proc/${id}/cmdline`, "utf8").catch(() => "");
      return line.replaceAll("\0", " ").includes(words) ? [Number(id)] : [];
    }),
  );
  return found.flat();
}

/** The ids of the processes whose working folder is a folder or below it. */
export async function processesIn(folder: string): Promise<number[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      const where = await readlink(`/proc/${id}/cwd`).catch(() => "");
      return where === folder || where.startsWith(`${folder}/`) ? [Number(id)] : [];
    }),
  );
  return found.flat();
}

/** The ids of the processes with a run's id in their environment. */
export async function processesOf(run: string): Promise<number[]> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    ids.map(async (id) => {
      const environment = await readFile(`/proc/${id}/environ`, "utf8").catch(() => "");
      return environment.split("\0").includes(`SPECWRIGHT_RUN=${run}`) ? [Number(id)] : [];
    }),
  );
  return found.flat();
}

let last = 0;

/** A `sleep` command with a unique duration that is longer than the test. */
export function longSleep(): string {
  last += 1;
  return `sleep ${1000 + last}.${process.pid}`;
}
