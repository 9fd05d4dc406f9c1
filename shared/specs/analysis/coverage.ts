import { documentOf, type ReadFeature } from "./documents";
import { isFunctional, type Traces, traceTasks } from "./traces";

/** The share of requirements that have a task, as in Spec Kit's analyze ("Coverage %"). */
export type Coverage =
  | {
      readonly kind: "measured";
      readonly requirements: number;
      readonly covered: number;
      /** Whole percent, rounded down, so that 100 means all. */
      readonly percent: number;
      /** IDs of the requirements without a task, in the order of the spec. */
      readonly uncovered: readonly string[];
    }
  | {
      readonly kind: "unknown";
      /** The reason: no spec with requirements, no task list, or tasks that name no requirement. */
      readonly why: "no-requirements" | "no-tasks" | "not-named";
    };

/**
 * Counts the functional requirements with at least one task. Success criteria do not count: analyze leaves
 * out criteria that are outcomes, and only a reader who understands them can tell which are.
 */
export function coverageOf(feature: ReadFeature, traces?: Traces): Coverage {
  const wanted = documentOf(feature, "spec")?.spec?.requirements.filter(isFunctional) ?? [];
  if (wanted.length === 0) return { kind: "unknown", why: "no-requirements" };
  const list = documentOf(feature, "tasks");
  if (!list?.tasks?.tasks.length) return { kind: "unknown", why: "no-tasks" };
  const { tasks } = traces ?? traceTasks(list);
  const uncovered = wanted.flatMap(({ id }) => (tasks.has(id) ? [] : [id]));
  const covered = wanted.length - uncovered.length;
  if (covered === 0) return { kind: "unknown", why: "not-named" };
  return {
    kind: "measured",
    requirements: wanted.length,
    covered,
    percent: Math.floor((100 * covered) / wanted.length),
    uncovered,
  };
}
