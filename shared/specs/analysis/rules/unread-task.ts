import type { ReadDocument } from "../documents";
import type { Finding } from "../finding";
import { findingIn, type Rule } from "../rule";

/** Lines of a task list that are meant for tasks and are none. */
export const unreadTask: Rule = {
  id: "unread-task",
  title: "A box is no task",
  help: "What is not read as a task is not on the board and can be done by no run.",
  check({ documents }) {
    return documents.flatMap(unreadIn);
  },
};

function unreadIn(document: ReadDocument): Finding[] {
  const { tasks: list } = document;
  if (!list) return [];
  const last = list.tasks.at(-1)?.line ?? 0;
  return list.unread.map(({ line, raw, reason }) => {
    const column = (/\S/.exec(raw)?.index ?? 0) + 1;
    return findingIn(unreadTask.id, document)(
      // Boxes behind the last task are often a checklist.
      line < last || list.tasks.length === 0 ? "MEDIUM" : "LOW",
      { line, column, end: { line, column: raw.trimEnd().length + 1 } },
      "This line was not understood as a task.",
      reason,
    );
  });
}
