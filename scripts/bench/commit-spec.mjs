// One changed spec committed in a repository of 10,000 files, against `git commit --only` in the same one.

import { appendFile, mkdir, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../run.mjs";
import { Advice, detail } from "../say.mjs";
import { withFolder } from "./apps.mjs";
import { importBundled } from "./bundle.mjs";

export const name = "commit-spec";

const files = 10_000;
const pairs = 15;
const spec = "specs/003-three/spec.md";

export function measure() {
  return withFolder(async (work) => {
    const { commitPaths } = await importBundled("electron/git/commit-paths.ts", work);
    const top = await makeRepository(join(await realpath(work), "repository"));
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

async function makeRepository(top) {
  for (let folder = 0; folder < 100; folder++) {
    const path = join(top, `src/part-${folder % 10}/module-${folder}`);
    await mkdir(path, { recursive: true });
    const names = Array.from({ length: files / 100 }, (_, index) => `file-${index}.ts`);
    await Promise.all(
      names.map((each) => writeFile(join(path, each), `export const at = "${folder} ${each}";\n`)),
    );
  }
  await mkdir(join(top, "specs/003-three"), { recursive: true });
  await writeFile(join(top, spec), "# Feature Specification: Three\n");
  await git(top, "init", "-q", "-b", "main");
  await git(top, "config", "user.name", "Benchmark");
  await git(top, "config", "user.email", "benchmark@example.invalid");
  await git(top, "config", "gc.auto", "0");
  await git(top, "add", "-A");
  await git(top, "commit", "-q", "-m", "First");
  await git(top, "repack", "-adq");
  return top;
}

/** @throws {Advice} when git fails */
async function git(cwd, ...args) {
  const done = await run("git", args, { cwd, quiet: true });
  if (done.code !== 0) throw new Advice(`git ${args.join(" ")} failed:\n${done.output}`);
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
