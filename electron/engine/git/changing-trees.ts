import { setTimeout as pause } from "node:timers/promises";
import { Problem } from "@shared/base/problem";
import { inTurn } from "./in-turn";
import type { Repository } from "./repository";

const tries = 6;

/**
 * What git says when another git made or removed a working tree at the same time: it reads the folders of all
 * trees, and one that is just being made has files which are empty or not there yet.
 */
const collided =
  /failed to read .*worktrees|worktrees\/.*(?:commondir|gitdir|HEAD|File exists)|\.lock': File exists|could not lock config/i;

/**
 * Makes or removes working trees. One at a time for each repository, as git has no lock for it; and again after
 * what another program, such as the command line, was in the way of.
 * @param undo takes back what a failed try has left. @returns false when there is nothing to try again
 */
export function changingTrees<T>(
  repo: Pick<Repository, "commonDir">,
  work: () => Promise<T>,
  undo: () => Promise<boolean> = async () => true,
): Promise<T> {
  return inTurn(`${repo.commonDir} worktrees`, async () => {
    for (let left = tries; ; left -= 1) {
      try {
        return await work();
      } catch (error) {
        const again = error instanceof Problem && collided.test(error.detail ?? "");
        if (!again || left <= 1 || !(await undo())) throw error;
        // Two that collided must not go on in step.
        await pause((tries - left + 1) * 20 + Math.random() * 80);
      }
    }
  });
}
