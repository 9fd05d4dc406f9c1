import { Problem } from "@shared/contracts/problem";
import type { FeatureSummary } from "@shared/contracts/project";
import { formats } from "@shared/specs/formats";
import { parseTasks, type TaskList } from "@shared/tasks/parse";
import { useLayoutEffect, useState } from "react";
import { call, on } from "../store/bridge";
import { sayProblem } from "../store/notices";

/**
 * A feature's task list, as it lies on disk now.
 * @returns undefined while it is read the first time, "missing" when there is no tasks.md
 */
export function useTaskList(feature: FeatureSummary): TaskList | "missing" | undefined {
  const path = `${feature.folder}/${formats[feature.format].tasks ?? "tasks.md"}`;
  const [list, setList] = useState<TaskList | "missing">();
  // Asked for before the frame around it is painted, and answered meanwhile.
  useLayoutEffect(() => {
    let shown = true;
    const read = async () => {
      try {
        const { text } = await call("documents.read", { path });
        if (shown) setList(parseTasks(text, path));
      } catch (error) {
        if (error instanceof Problem && error.code === "file-missing") {
          if (shown) setList("missing");
        } else sayProblem(error);
      }
    };
    void read();
    const stop = on("documents.changed", (changed) => {
      if (changed.path === path) void read();
    });
    return () => {
      shown = false;
      stop();
    };
  }, [path]);
  return list;
}
