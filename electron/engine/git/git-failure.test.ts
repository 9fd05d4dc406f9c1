import { expect, it } from "vitest";
import { gitFailure } from "./git";

it.each([
  "git-lfs filter-process: 1: git-lfs: not found\nfatal: the remote end hung up unexpectedly",
  "git-lfs smudge -- a.bin: line 1: git-lfs: command not found\nerror: external filter failed",
  "git: 'lfs' is not a git command. See 'git --help'.",
])("a missing git-lfs is named: %s", (words) => {
  const problem = gitFailure("see what was changed", words);
  expect(problem.message).toContain("Install Git LFS");
  expect(problem.detail).toBe(words);
});
