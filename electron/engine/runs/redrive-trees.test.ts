import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type TestRepository, testRepository } from "../git/testing";
import { redriveTreeName, removeLeftTrees } from "./redrive-trees";

let test: TestRepository;
beforeEach(async () => {
  test = await testRepository({ "a.txt": "a\n" });
});
afterEach(() => test.dispose());

const fail = (error: unknown) => {
  throw error;
};

it("removes the trees of re-drives and of runs whose process has ended, and no other folder", async () => {
  const trees = test.at("trees");
  const add = async (name: string) => {
    await test.git("worktree", "add", "--quiet", "--detach", `${trees}/${name}`);
    return `${trees}/${name}`;
  };
  const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  await once(other, "spawn");
  const gone = await add(redriveTreeName(other.pid));
  const ours = await add(redriveTreeName());
  // A process id that another process has now.
  const reused = await add(redriveTreeName().replace(/-[0-9a-f]{8}-/, "-00000000-"));
  const run = await add("20261118-140233-T007-9f3a");
  const strange = `${trees}/again-mine`;
  await mkdir(strange);
  const aside = `${trees}/.removed-12-${other.pid}`;
  await mkdir(`${aside}/src`, { recursive: true });

  await removeLeftTrees(test.repo, trees, fail);
  expect([gone, ours, reused, run, strange].map(existsSync)).toEqual([
    true,
    true,
    false,
    true,
    true,
  ]);
  expect(existsSync(aside)).toBe(true);
  other.kill("SIGKILL");
  await once(other, "exit");
  await removeLeftTrees(test.repo, trees, fail);
  expect([gone, ours, reused, run, strange].map(existsSync)).toEqual([
    false,
    true,
    false,
    true,
    true,
  ]);
  await vi.waitFor(() => expect(existsSync(aside)).toBe(false), { timeout: 60_000 });
  const known = await test.git("worktree", "list", "--porcelain");
  expect(known).toContain(ours);
  expect(known).not.toContain(gone);
  await removeLeftTrees(test.repo, `${trees}/nowhere`, fail);
});
