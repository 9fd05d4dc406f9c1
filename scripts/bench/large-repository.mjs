// A repository of 10,000 files, for benchmarks.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../run.mjs";
import { Advice } from "../say.mjs";

export const files = 10_000;

/** A path of one of its files. */
export const someFile = "src/part-3/module-33/file-7.ts";

/** The path of an additional spec. */
export const spec = "specs/003-three/spec.md";

/**
 * Makes the repository with one packed commit.
 * @param {string} top its folder
 */
export async function makeLargeRepository(top) {
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
export async function git(cwd, ...args) {
  const done = await run("git", args, { cwd, quiet: true });
  if (done.code !== 0) throw new Advice(`git ${args.join(" ")} failed:\n${done.output}`);
  return done.output;
}
