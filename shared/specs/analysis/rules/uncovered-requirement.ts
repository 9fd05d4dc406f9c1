import { coverageOf } from "../coverage";
import { documentOf, type ReadFeature } from "../documents";
import type { Finding } from "../finding";
import { beginning, findingIn, listed, type Rule } from "../rule";
import { storiesNamed } from "../traces";
import { idPlace } from "./duplicate-id";

/** The share of named requirements from which an unnamed requirement counts as one without a task. */
const usual = 0.75;

/** Finds requirements that no task implements. */
export const uncoveredRequirement: Rule = {
  id: "uncovered-requirement",
  title: "A requirement has no task",
  help: "A requirement that no task names will not be built. Name it in the task that implements it, such as (FR-004).",
  check(feature) {
    return [...requirementsWithout(feature), ...storiesWithout(feature)];
  },
};

function requirementsWithout(feature: ReadFeature): Finding[] {
  const spec = documentOf(feature, "spec");
  const list = documentOf(feature, "tasks");
  if (!spec?.spec || !list) return [];
  const coverage = coverageOf(feature);
  if (coverage.kind === "unknown") {
    if (coverage.why !== "not-named") return [];
    return [
      findingIn(uncoveredRequirement.id, list)(
        "MEDIUM",
        beginning,
        "No task names a requirement, so it cannot be told what is covered.",
        "Name the requirement in each task, such as (FR-001).",
      ),
    ];
  }
  const { uncovered, covered, requirements } = coverage;
  const found = findingIn(uncoveredRequirement.id, spec);
  const lines = new Map(spec.spec.requirements.map(({ id, line }) => [id, line]));
  const placeOf = (id: string) => idPlace(spec, id, lines.get(id) ?? 1);
  const [first] = uncovered;
  if (first === undefined) return [];
  // Where tasks name few requirements, a missing name says little about a single requirement.
  if (covered < usual * requirements)
    return [
      found(
        "MEDIUM",
        placeOf(first),
        `Tasks name ${covered} of ${requirements} requirements; they do not name ${listed(uncovered)}.`,
        "Name each requirement in the task that does it.",
      ),
    ];
  return uncovered.map((id) =>
    found("HIGH", placeOf(id), `${id} has no task.`, `Add a task for it, or name ${id} in one.`),
  );
}

/** Where tasks have story tags, a story without a tagged task was forgotten. */
function storiesWithout(feature: ReadFeature): Finding[] {
  const spec = documentOf(feature, "spec");
  const list = documentOf(feature, "tasks")?.tasks;
  if (!spec?.spec || !list) return [];
  const told = new Set(list.tasks.flatMap(({ raw }) => storiesNamed(raw)));
  const phases = list.phases.map(({ title }) => title).join("\n");
  if (told.size === 0) return [];
  return spec.spec.stories.flatMap(({ id, number, line }) =>
    told.has(id) || new RegExp(String.raw`\b(?:User Story |US)${number}\b`, "i").test(phases)
      ? []
      : [
          findingIn(uncoveredRequirement.id, spec)(
            "HIGH",
            idPlace(spec, id, line),
            `User story ${number} has no task.`,
            `Add its tasks, and mark them with [${id}].`,
          ),
        ],
  );
}
