import { createHash } from "node:crypto";
import { Problem } from "@shared/base/problem";
import type { ToStart } from "@shared/contracts/runs";
import type { TaskAtBase } from "./assign";

/** What a start of a task would run, for the person to look at; its digest names all of it. */
export function toStart({
  branch,
  base,
  task,
  validation,
  setUp,
}: TaskAtBase): Omit<ToStart, "notTaken"> {
  const shown = {
    branch,
    base,
    title: task.title,
    line: task.raw,
    ...(validation === undefined ? {} : { validation }),
    ...(setUp === undefined ? {} : { setUp }),
  };
  const digest = createHash("sha256").update(JSON.stringify(shown)).digest("hex");
  return { ...shown, digest };
}

/**
 * Refuses to start what was not shown.
 * @param shown the digest of what was; undefined where the person named the task themselves, on a command line
 * @throws {Problem} `stale-approval`
 */
export function requireShown(task: TaskAtBase, shown: string | undefined): void {
  if (shown !== undefined && toStart(task).digest !== shown)
    throw new Problem(
      "stale-approval",
      "The task, its validation or the set-up is another than was shown. Look at it again, then start it.",
    );
}

/**
 * Refuses to start a task anew without showing it where other commands would run than in the run before.
 * @throws {Problem} `stale-approval`
 */
export function requireSameCommands(
  task: Pick<TaskAtBase, "validation" | "setUp">,
  before: { readonly validation?: string | undefined; readonly setUp?: string | undefined },
): void {
  if (task.validation !== before.validation || task.setUp !== before.setUp)
    throw new Problem(
      "stale-approval",
      "The task's validation, or the set-up, is another than in that run. Start it from the board, which shows what runs.",
    );
}
