import { linesNotUnderstood } from "../../../tasks/parse-tasks";
import type { ReadDocument } from "../documents";
import type { Finding } from "../finding";
import { findingIn, type Rule } from "../rule";

/** Finds lines of a task list that look like a task or a dependency and were not understood. */
export const unreadTask: Rule = {
  id: "unread-task",
  title: "A line of a task list is not understood",
  help: "A line that is not read as a task is not on the board, and no run can do it. A line that is not read as a dependency makes no task wait.",
  check({ documents }) {
    return documents.flatMap(unreadIn);
  },
};

function unreadIn(document: ReadDocument): Finding[] {
  const { tasks: list } = document;
  if (!list) return [];
  const last = list.tasks.at(-1)?.line ?? 0;
  const boxes = new Set(list.unread.map(({ line }) => line));
  return linesNotUnderstood(list).map(({ line, raw, reason }) => {
    const column = (/\S/.exec(raw)?.index ?? 0) + 1;
    const box = boxes.has(line);
    return findingIn(unreadTask.id, document)(
      // Boxes after the last task are often a checklist.
      line < last || list.tasks.length === 0 || !box ? "MEDIUM" : "LOW",
      { line, column, end: { line, column: raw.trimEnd().length + 1 } },
      box
        ? "This line was not understood as a task."
        : "This line may say what a task waits for, and was not understood.",
      reason,
    );
  });
}
