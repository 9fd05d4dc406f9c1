import { idHead, idKey } from "../tasks/task-id";
import { kindOf, type ReadDocument } from "./analysis/documents";
import { storiesNamed, traceTasks } from "./analysis/traces";
import { checkId } from "./ids";

/** The statement that an ID stands for. */
export interface Definition {
  readonly id: string;
  readonly kind: "requirement" | "criterion" | "story" | "task" | "item";
  /** The statement's Markdown, without the ID. */
  readonly text: string;
  /** The path of the document that contains the statement. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** IDs of the tasks that implement it, in the order of the list. */
  readonly tasks: readonly string[];
  /** For a task: IDs of the requirements and the story that it serves. */
  readonly serves: readonly string[];
}

const namesTask = new RegExp(`^${idHead}`, "i");

/**
 * Finds the statement with an ID among the documents of a feature.
 * @returns the first such statement; undefined when there is none
 */
export function findDefinition(
  documents: readonly ReadDocument[],
  id: string,
): Definition | undefined {
  if (/^US\d/.test(id)) return storyOf(documents, Number(id.slice(2)));
  if (/^\d/.test(id) || namesTask.test(id)) return taskOf(documents, id);
  if (/^CHK/.test(id)) return itemOf(documents, id);
  return requirementOf(documents, id);
}

function requirementOf(documents: readonly ReadDocument[], id: string): Definition | undefined {
  for (const { path, spec } of documents) {
    const found = spec?.requirements.find((it) => it.id === id);
    if (!found) continue;
    const tasks = documents.flatMap((list) =>
      list.tasks ? (traceTasks(list).tasks.get(id) ?? []) : [],
    );
    const kind = id.startsWith("SC") ? "criterion" : "requirement";
    return { id, kind, text: found.text, path, line: found.line, tasks, serves: [] };
  }
  return undefined;
}

function storyOf(documents: readonly ReadDocument[], number: number): Definition | undefined {
  const id = `US${number}`;
  for (const { path, spec } of documents) {
    const found = spec?.stories.find((it) => it.number === number);
    if (!found) continue;
    const tasks = documents.flatMap(({ tasks: list }) =>
      (list?.tasks ?? []).flatMap((task) => (storiesNamed(task.raw).includes(id) ? [task.id] : [])),
    );
    return { id, kind: "story", text: found.title, path, line: found.line, tasks, serves: [] };
  }
  return undefined;
}

function taskOf(documents: readonly ReadDocument[], id: string): Definition | undefined {
  for (const document of documents) {
    const found = document.tasks?.tasks.find((it) => idKey(it.id) === idKey(id));
    if (!found) continue;
    const named = traceTasks(document).requirements.get(found.id) ?? [];
    return {
      id: found.id,
      kind: "task",
      text: found.title,
      path: document.path,
      line: found.line,
      tasks: [],
      serves: [...named, ...storiesNamed(found.raw)],
    };
  }
  return undefined;
}

const checkItem = new RegExp(String.raw`^\[[ xX]\][ \t]+\**(?:${checkId})\b\**:?[ \t]*([\s\S]*)$`);
const checkName = new RegExp(String.raw`\b(?:${checkId})\b`);

function itemOf(documents: readonly ReadDocument[], id: string): Definition | undefined {
  for (const { path, statements } of documents) {
    if (kindOf(path) !== "checklist") continue;
    for (const { kind, source, starts } of statements) {
      const [, text] = (kind === "item" && checkItem.exec(source)) || [];
      const named = checkName.exec(source)?.[0];
      if (text !== undefined && named === id)
        return { id, kind: "item", text, path, line: starts[0]?.line ?? 1, tasks: [], serves: [] };
    }
  }
  return undefined;
}
