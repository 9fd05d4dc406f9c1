import { idInProse, idSource, numberSource } from "../tasks/task-id";

/** `FR-001`, `NFR-001`, `SC-001`: an ID of a requirement or success criterion. */
export const requirementId = String.raw`(?:N?FR|SC)-\d{1,6}[a-z]?`;
/** `CHK003`: the ID of a checklist item. */
export const checkId = String.raw`CHK-?\d{3,6}[a-z]?`;
const storyId = String.raw`US\d{1,4}`;

/** An ID in prose: `FR-001`, `SC-001`, `US1`, `CHK003`, or a task's ID as in `idInProse`. */
export const idPattern = `${requirementId}|${storyId}|${checkId}|${idInProse}`;

/** The ID at the beginning of a list item. It also includes `UR-001` and `FR001`, which prose never uses. */
export const statementId = String.raw`(?:N?FR|SC|UR)-?\d{3,6}[a-z]?|${checkId}|${idInProse}`;

/** A complete ID by itself, including a task's full ID and outline numbers. */
const anyId = new RegExp(
  `^(?:${requirementId}|${storyId}|${checkId}|${idSource}|${numberSource})$`,
);
export const isId = (text: string): boolean => anyId.test(text);

/** Whether a commit's message can name the ID. A bare number such as 1.2 has too many other meanings there. */
export const isMentionable = (id: string): boolean => !/^\d/.test(id);
