import { documentOf, type ReadFeature } from "../documents";
import type { Finding } from "../finding";
import { findingIn, listed, type Rule } from "../rule";
import { storiesNamed, traceTasks } from "../traces";
import { idPlace } from "./duplicate-id";

/** Titles of phases whose tasks serve all stories and therefore name none (templates/tasks-template.md). */
const shared =
  /\b(?:set-?up|foundation\w*|prerequisites?|infrastructure|polish|cross-cutting|convergence|documentation|docs|verif\w+|validat\w+|test\w*|release|clean-?up|final\w*|integration|research|review|tooling|quality|follow-?ups?)\b/i;
const tellsStory = /\b(?:user )?stor(?:y|ies)\b|\bUS\d/i;

/** Finds tasks that serve no requirement and no story. */
export const unmappedTask: Rule = {
  id: "unmapped-task",
  title: "A task serves no requirement and no story",
  help: "Either the task is not needed, or its requirement is not written down.",
  check(feature) {
    return [...unknownStories(feature), ...withoutPurpose(feature)];
  },
};

function unknownStories(feature: ReadFeature): Finding[] {
  const list = documentOf(feature, "tasks");
  const stories = documentOf(feature, "spec")?.spec?.stories ?? [];
  if (!list?.tasks || stories.length === 0) return [];
  const known = new Set(stories.map(({ id }) => id));
  return list.tasks.tasks.flatMap(({ id, raw, line }) =>
    storiesNamed(raw)
      .filter((story) => !known.has(story))
      .map((story) =>
        findingIn(unmappedTask.id, list)(
          "HIGH",
          idPlace(list, story, line),
          `${id} is for ${story}, but the spec has no such story.`,
          "Name the story that it is for, or add the story to the spec.",
        ),
      ),
  );
}

function withoutPurpose(feature: ReadFeature): Finding[] {
  const list = documentOf(feature, "tasks");
  if (!list?.tasks) return [];
  const { tasks, phases } = list.tasks;
  const { requirements } = traceTasks(list);
  const mapped = ({ id, story }: (typeof tasks)[number]) =>
    story !== undefined || (requirements.get(id)?.length ?? 0) > 0;
  // A list that maps few tasks follows another convention. The rule uncovered-requirement reports it once.
  if (tasks.filter(mapped).length * 2 < tasks.length) return [];
  const loose = tasks.filter((task) => {
    const phase = task.phase === undefined ? "" : (phases[task.phase]?.title ?? "");
    const general = shared.test(phase) && !tellsStory.test(phase);
    return !mapped(task) && !general && !tellsStory.test(phase);
  });
  const [first] = loose;
  if (!first) return [];
  return [
    findingIn(unmappedTask.id, list)(
      "LOW",
      idPlace(list, first.id, first.line),
      `${listed(loose.map(({ id }) => id))} ${loose.length === 1 ? "names" : "name"} no requirement and no story.`,
      "Name what each is for, such as [US1] or (FR-001).",
    ),
  ];
}
