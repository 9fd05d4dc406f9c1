import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "@shared/contracts/problem";
import type { Home } from "../settings/home";

/**
 * What a word on the command line names: a recording's file, a run's folder, or a run's id.
 * @throws {Problem} `run-missing`
 */
export async function findRecording(
  word: string,
  home: Home,
): Promise<{ readonly cast: string } | { readonly folder: string }> {
  const there = await stat(word).catch(() => undefined);
  if (there?.isFile()) return { cast: word };
  if (there?.isDirectory()) return { folder: word };
  if (/^[A-Za-z0-9-]+$/.test(word)) {
    for (const project of await readdir(join(home.root, "runs")).catch(() => [])) {
      const folder = home.run(project, word);
      if ((await stat(folder).catch(() => undefined))?.isDirectory()) return { folder };
    }
  }
  throw new Problem("run-missing", `There is no recording and no run called ${word}.`);
}
