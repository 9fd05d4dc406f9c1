import { buildGraph } from "../../../tasks/graph";
import { findingIn, type Rule } from "../rule";
import { idPlace } from "./duplicate-id";

/** Finds tasks that wait for each other. */
export const taskCircle: Rule = {
  id: "task-circle",
  title: "Tasks wait for each other",
  help: "None of these tasks can ever start. Remove one of the dependencies.",
  check({ documents }) {
    return documents.flatMap((document) => {
      const list = document.tasks;
      // Most lists name few dependencies, and building the graph of a long list takes time.
      if (!list?.tasks.some(({ dependsOn }) => dependsOn.length > 0)) return [];
      const lines = new Map(list.tasks.map(({ id, line }) => [id, line]));
      return buildGraph(list).problems.flatMap(({ kind, tasks }) => {
        const [first] = tasks;
        if (kind !== "cycle" || first === undefined) return [];
        return [
          findingIn(this.id, document)(
            "HIGH",
            idPlace(document, first, lines.get(first) ?? 1),
            `${tasks.join(", ")} ${tasks.length === 1 ? "waits for itself" : "wait for each other"}.`,
            "Remove one of the dependencies.",
          ),
        ];
      });
    });
  },
};
