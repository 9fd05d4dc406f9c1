import { Problem } from "@shared/base/problem";
import type { FeatureSummary } from "@shared/contracts/project";
import { taskListPaths } from "@shared/specs/documents";
import { joinLists, parseTasks, type TaskList, unreadableList } from "@shared/tasks/parse-tasks";
import { useLayoutEffect, useMemo, useState } from "react";
import { call, on } from "../store/bridge";
import { sayProblem } from "../store/notices";

/**
 * A feature's tasks as currently on disk: those of its own list and of its layers' lists.
 * @returns undefined during the first reading, "missing" when there is no list
 */
export function useTaskList(feature: FeatureSummary): TaskList | "missing" | undefined {
  const paths = taskListPaths(feature).join("\n");
  const [list, setList] = useState<TaskList | "missing">();
  // Requests the list before the surrounding frame is painted, so that the answer arrives meanwhile.
  useLayoutEffect(() => {
    let shown = true;
    let latest = 0;
    const own = paths.split("\n");
    const read = async () => {
      latest += 1;
      const asked = latest;
      try {
        const lists = await Promise.all(own.map(readList));
        if (!shown || asked !== latest) return;
        const found = lists.filter((each) => each !== undefined);
        setList(found.length === 0 ? "missing" : joinLists(found));
      } catch (error) {
        sayProblem(error);
      }
    };
    void read();
    const stop = on("documents.changed", (changed) => {
      if (own.includes(changed.path)) void read();
    });
    return () => {
      shown = false;
      stop();
    };
  }, [paths]);
  const { unreadableLists } = feature;
  return useMemo(() => withUnreadable(list, unreadableLists), [list, unreadableLists]);
}

/** The project's snapshot contains the reason why a list cannot be read. Its path may not even be a file. */
function withUnreadable(
  list: TaskList | "missing" | undefined,
  unreadable: FeatureSummary["unreadableLists"],
): TaskList | "missing" | undefined {
  if (list === undefined || unreadable === undefined) return list;
  const lists = unreadable.map(({ path, reason }) => unreadableList(path, reason));
  return joinLists(list === "missing" ? lists : [...lists, list]);
}

const notRead: readonly string[] = ["file-missing", "outside-project", "not-text"];

/** Undefined for a file that does not exist or cannot be read. */
async function readList(path: string): Promise<TaskList | undefined> {
  try {
    const { text } = await call("documents.read", { path });
    return parseTasks(text, path);
  } catch (error) {
    if (error instanceof Problem && notRead.includes(error.code)) return undefined;
    throw error;
  }
}
