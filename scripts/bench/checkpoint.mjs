// A checkpoint of a working tree of 10,000 files with one change, against git's own commands (add, write-tree,
// commit-tree, update-ref) with a private index, both from Electron's main process. Also the time for which that
// process is blocked, while the windows' calls wait.

import { mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runtimeFlags } from "../electron-runtime.mjs";
import { run } from "../run.mjs";
import { Advice, detail } from "../say.mjs";
import { withFolder } from "./apps.mjs";
import { bundle } from "./bundle.mjs";
import { files, git, makeLargeRepository, someFile } from "./large-repository.mjs";

export const name = "checkpoint";

const pairs = 15;
/** Milliseconds. */
const budget = 150;

/** @param {import("../bench.mjs").Context} context */
export function measure({ runtime }) {
  return withFolder(async (folder) => {
    const work = await realpath(folder);
    const repository = await makeLargeRepository(join(work, "repository"));
    for (const tree of ["ours", "reference"])
      await git(repository, "worktree", "add", "-q", "-b", tree, join(work, tree));
    const app = join(work, "app");
    await mkdir(app);
    const about = { name: "checkpoint", version: "0.0.0", type: "module", main: "main.js" };
    await writeFile(join(app, "package.json"), JSON.stringify(about));
    const keeper = await bundle("electron/engine/git/checkpoint.ts", work);
    const given = { work, keeper, repository, pairs, someFile };
    await writeFile(
      join(app, "main.js"),
      `import { app } from "electron";
(${inElectron})(${JSON.stringify(given)}).then(() => app.exit(0), (error) => {
  console.error(error);
  app.exit(1);
});
`,
    );
    const flags = [...runtimeFlags(), "--ozone-platform=headless", `--user-data-dir=${work}/user`];
    const done = await run(runtime.executable, [...flags, app], { quiet: true });
    if (done.code !== 0) throw new Advice(`Electron failed:\n${done.output}`);
    const times = JSON.parse(await readFile(join(work, "times.json"), "utf8"));
    const [ours, reference] = [median(times.ours), median(times.reference)];
    const [still, stillReference] = [median(times.oursStill), median(times.referenceStill)];
    detail(
      `${pairs} pairs in ${files} files, median; the longest took ${Math.max(...times.ours).toFixed(0)} ms.`,
    );
    const row = (what, ours, reference, budget, ok) => ({
      ...{ name: what, unit: "ms", ours, reference, ratio: ours / reference, budget, ok },
    });
    return [
      row(name, ours, reference, `≤ ${budget} ms`, ours <= budget),
      row("checkpoint-still", still, stillReference, "≤ 1×", still / stillReference <= 1),
    ];
  });
}

/** Runs in Electron's main process, to which its text is passed. */
async function inElectron({ work, keeper, repository, pairs, someFile }) {
  const { appendFile, copyFile, writeFile } = await import("node:fs/promises");
  const { execFile } = await import("node:child_process");
  const { promisify } = await import("node:util");
  const { keepCheckpoints } = await import(keeper);
  const gitDir = `${repository}/.git`;
  const git = async (env, ...args) =>
    (
      await promisify(execFile)("git", args, {
        cwd: `${work}/reference`,
        env: { ...process.env, ...env },
      })
    ).stdout.trim();
  const base = await git({}, "rev-parse", "HEAD");
  const index = `${work}/reference-index`;
  await copyFile(`${gitDir}/worktrees/reference/index`, index);
  const env = { GIT_DIR: gitDir, GIT_WORK_TREE: `${work}/reference`, GIT_INDEX_FILE: index };
  const repo = { top: repository, gitDir, commonDir: gitDir, trusted: true };
  const kept = await keepCheckpoints(repo, { run: "ours", worktree: `${work}/ours`, base });
  const ways = {
    ours: () => kept.take([someFile]),
    reference: async (n) => {
      await git(env, "add", "-A");
      const tree = await git(env, "write-tree");
      const commit = await git(env, "commit-tree", "-p", base, "-m", "Checkpoint", tree);
      await git(env, "update-ref", `refs/reference/${n}`, commit);
    },
  };
  const times = { ours: [], reference: [], oursStill: [], referenceStill: [] };
  // The first pair fills the caches and is not counted.
  for (let pair = 0; pair <= pairs; pair++)
    for (const way of ["reference", "ours"]) {
      await appendFile(`${work}/${way}/${someFile}`, `// ${pair}\n`);
      let still = 0;
      let last = performance.now();
      // The time between two turns of a loop that never waits is time in which the event loop was blocked.
      let turn = setImmediate(function look() {
        const now = performance.now();
        if (now - last > 2) still += now - last;
        last = now;
        turn = setImmediate(look);
      });
      const from = performance.now();
      const taken = await ways[way](pair);
      const took = performance.now() - from;
      clearImmediate(turn);
      if (way === "ours" && taken?.files.length !== 1) throw new Error("No checkpoint was taken.");
      if (pair === 0) continue;
      times[way].push(took);
      times[`${way}Still`].push(still);
    }
  await kept.close();
  await writeFile(`${work}/times.json`, JSON.stringify(times));
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
