// A commit of one changed spec in a repository of 10,000 files, against `git commit --only` in the same
// repository.

import { appendFile, realpath } from "node:fs/promises";
import { join } from "node:path";
import { detail } from "../say.mjs";
import { withFolder } from "./apps.mjs";
import { importBundled } from "./bundle.mjs";
import { files, git, makeLargeRepository, spec } from "./large-repository.mjs";

export const name = "commit-spec";

const pairs = 15;

export function measure() {
  return withFolder(async (work) => {
    const { commitPaths } = await importBundled("electron/engine/git/commit-paths.ts", work);
    const top = await makeLargeRepository(join(await realpath(work), "repository"));
    const gitDir = join(top, ".git");
    const repo = { top, gitDir, commonDir: gitDir, trusted: false };
    const times = { ours: [], reference: [] };
    let byGit;
    // The first pair fills the caches and is not counted.
    for (let pair = 0; pair <= pairs; pair++) {
      const ways = {
        reference: () => git(top, "commit", "-q", "--only", "-m", "docs: a change", "--", spec),
        ours: async () => {
          ({ byGit } = await commitPaths(repo, [spec], "docs: a change"));
        },
      };
      for (const each of ["reference", "ours"]) {
        await appendFile(join(top, spec), `Line ${pair}, ${each}.\n`);
        const from = performance.now();
        await ways[each]();
        if (pair > 0) times[each].push(performance.now() - from);
      }
    }
    if (byGit !== undefined) throw new Error(`It was left to git: ${byGit}.`);
    await git(top, "fsck", "--strict", "--no-dangling");
    detail(`${pairs} pairs in ${files} files, median.`);
    const [ours, reference] = [median(times.ours), median(times.reference)];
    const ratio = ours / reference;
    return [{ name, unit: "ms", ours, reference, ratio, budget: "≤ 2×", ok: ratio <= 2 }];
  });
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
