import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { Running } from "@shared/runs/event";
import { commandOf, mostNamed } from "./named-processes";

/**
 * Processes whose working folder is in a folder, or that have a file of it open for writing. They need not belong
 * to the run: a person's shell or editor may be among them. So they are named and not ended. Linux only; on other
 * systems the list is empty.
 * @param folder absolute, without links
 */
export async function processesNear(folder: string): Promise<Running[]> {
  if (process.platform !== "linux") return [];
  const found: Running[] = [];
  for (const name of await readdir("/proc").catch(() => [])) {
    if (found.length >= mostNamed) break;
    const pid = Number(name);
    if (!/^\d+$/.test(name) || pid === process.pid || (await parentOf(pid)) === process.pid)
      continue;
    if (await isNear(pid, folder)) found.push({ pid, command: await commandOf(pid) });
  }
  return found;
}

async function isNear(pid: number, folder: string): Promise<boolean> {
  const isIn = (path: string) => path === folder || path.startsWith(`${folder}/`);
  if (isIn(await readlink(`/proc/${pid}/cwd`).catch(() => ""))) return true;
  const files = join("/proc", String(pid), "fd");
  for (const fd of await readdir(files).catch(() => [])) {
    if (!isIn(await readlink(join(files, fd)).catch(() => ""))) continue;
    const info = await readFile(`/proc/${pid}/fdinfo/${fd}`, "latin1").catch(() => "");
    // The lowest two bits are the access mode, see proc_pid_fdinfo(5); 0 means read-only.
    if (Number.parseInt(/^flags:\s*0?(\d+)/m.exec(info)?.[1] ?? "0", 8) & 3) return true;
  }
  return false;
}

async function parentOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "latin1").catch(() => "");
  const parent = /^PPid:\s*(\d+)/m.exec(status)?.[1];
  return parent === undefined ? undefined : Number(parent);
}
