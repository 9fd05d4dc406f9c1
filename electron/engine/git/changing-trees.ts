import { setTimeout as pause } from "node:timers/promises";
import { Problem } from "@shared/base/problem";
import { inTurn } from "./in-turn";
import type { Repository } from "./repository";

const tries = 6;

/**
 * Git's messages when another git process created or removed a working tree at the same time: git reads the
 * folders of all trees, and a tree that is being created has empty or missing files.
 */
const collided =
  /failed to read .*worktrees|worktrees\/.*(?:commondir|gitdir|HEAD|File exists)|\.lock': File exists|could not lock config/i;

/**
 * Creates or removes working trees, one at a time for each repository, because git has no lock for this. Retries
 * after a collision with another program, such as the command line.
 * @param undo removes the remains of a failed attempt
 * @returns false when a retry is impossible
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
        // A random pause, so that two processes that collided do not collide again.
        await pause((tries - left + 1) * 20 + Math.random() * 80);
      }
    }
  });
}
