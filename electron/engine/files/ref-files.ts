import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../../system/system-error";
import { readGitFile } from "./git-files";

/** Refs as files, git's older way to keep them. Source: gitrepository-layout(5), git-pack-refs(1). */

/** Names of links that lead on; git follows as many. */
const mostLinks = 5;

/**
 * The refs below a folder of a repository.
 * @param prefix `refs/`, or a folder below it, with a slash at its end
 * @returns the commits, or other objects, by full names; a ref that leads nowhere is left out
 */
export async function refsUnder(commonDir: string, prefix: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const packed = (await readGitFile(join(commonDir, "packed-refs")))?.toString("utf8") ?? "";
  for (const line of packed.split("\n")) {
    const [, id, name] = /^([0-9a-f]{40}) (refs\/.+)$/.exec(line) ?? [];
    if (id !== undefined && name?.startsWith(prefix)) found.set(name, id);
  }
  for (const [name, text] of await looseUnder(commonDir, prefix)) found.set(name, text);
  const follow = (name: string, left: number): string | undefined => {
    const text = found.get(name);
    const to = /^ref:[ \t]*(\S+)/.exec(text ?? "")?.[1];
    if (to === undefined) return /^[0-9a-f]{40}$/.exec(text ?? "")?.[0];
    return left === 0 ? undefined : follow(to, left - 1);
  };
  const followed = new Map<string, string>();
  for (const name of found.keys()) {
    const id = follow(name, mostLinks);
    if (id !== undefined) followed.set(name, id);
  }
  return followed;
}

async function looseUnder(commonDir: string, prefix: string): Promise<[string, string][]> {
  const entries = await readdir(join(commonDir, prefix), { withFileTypes: true }).catch(
    (error: unknown) => {
      if (["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) return [];
      throw error;
    },
  );
  const found: [string, string][] = [];
  for (const entry of entries) {
    const name = `${prefix}${entry.name}`;
    if (entry.isDirectory()) found.push(...(await looseUnder(commonDir, `${name}/`)));
    else if (!entry.name.endsWith(".lock")) {
      // What is no file, such as a pipe, is no ref.
      const bytes = await readGitFile(join(commonDir, name)).catch(() => undefined);
      if (bytes !== undefined) found.push([name, bytes.toString("utf8").trim()]);
    }
  }
  return found;
}
