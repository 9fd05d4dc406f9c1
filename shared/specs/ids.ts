import { idInProse, idSource, numberSource } from "../tasks/task-id";

/** `FR-001`, `NFR-001`, `SC-001`: what a spec asks for. */
export const requirementId = String.raw`(?:N?FR|SC)-\d{1,6}[a-z]?`;
/** `CHK003`: an item of a checklist. */
export const checkId = String.raw`CHK-?\d{3,6}[a-z]?`;
const storyId = String.raw`US\d{1,4}`;

/** An ID as people write it in prose: `FR-001`, `SC-001`, `US1`, `CHK003`, and a task's as `idInProse` has it. */
export const idPattern = `${requirementId}|${storyId}|${checkId}|${idInProse}`;

/** What a statement begins with in a list: also `UR-001` and `FR001`, which are nowhere named. */
export const statementId = String.raw`(?:N?FR|SC|UR)-?\d{3,6}[a-z]?|${checkId}|${idInProse}`;

/** An ID that stands for itself: a task's in full, with the numbers of outlines. */
const anyId = new RegExp(
  `^(?:${requirementId}|${storyId}|${checkId}|${idSource}|${numberSource})$`,
);
export const isId = (text: string): boolean => anyId.test(text);

/** Whether a commit's message can name it: a bare number such as 1.2 says too many other things there. */
export const isMentionable = (id: string): boolean => !/^\d/.test(id);
