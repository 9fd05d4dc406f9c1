import { createHash } from "node:crypto";
import { Problem } from "@shared/base/problem";
import type { ToStart } from "@shared/contracts/runs";
import type { TaskAtBase } from "./assign";

/** The commands and files of a task's start, for the person to look at. The digest covers all of them. */
export function toStart({
  branch,
  base,
  task,
  validation,
  setUp,
}: TaskAtBase): Omit<ToStart, "notTaken" | "sandbox"> {
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
 * Refuses a start that differs from the shown one.
 * @param shown the digest of the shown start; undefined when the person named the task on the command line
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
 * Refuses to start a task again without showing it if its commands differ from those of the earlier run.
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
