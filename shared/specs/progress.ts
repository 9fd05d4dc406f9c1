import type { TaskCounts } from "../tasks/parse";
import type { Spec } from "./spec";

/** The loop that every feature goes through, and its end. */
export const steps = ["specify", "clarify", "plan", "tasks", "implement", "review"] as const;
export type Step = (typeof steps)[number];

/** How many tasks of one phase are done. */
export interface PhaseProgress {
  readonly title: string;
  /** Of its heading, 1-based. */
  readonly line: number;
  readonly done: number;
  readonly total: number;
}

/** Where a feature stands, made from its documents alone. */
export interface Progress {
  /** What is to be done next; "done" when every task is. Runs are not looked at: see `stepWithRuns`. */
  readonly step: Step | "done";
  /** Open `[NEEDS CLARIFICATION: …]`. */
  readonly questions: number;
  /** Those that have tasks, in the order of the file. */
  readonly phases: readonly PhaseProgress[];
}

/** What a feature's progress is made from; undefined for a document that is not there. */
export interface ProgressSources {
  readonly spec: { readonly text: string; readonly parsed: Spec } | undefined;
  readonly plan: string | undefined;
  readonly tasks: TaskCounts;
}

/**
 * Works out where a feature stands: the furthest document that somebody has written counts, so that whoever
 * leaves a step out is not held up by it. A document that is still its template counts as not written.
 */
export function progressOf(sources: ProgressSources): Progress {
  const { spec, tasks } = sources;
  const questions = spec?.parsed.clarifications.length ?? 0;
  return { step: stepOf(sources, questions), questions, phases: phasesOf(tasks) };
}

function stepOf(
  { spec, plan, tasks: { tasks, unread } }: ProgressSources,
  questions: number,
): Progress["step"] {
  const left = [...tasks, ...unread].some(({ done }) => !done);
  if (tasks.length + unread.length > 0) return left ? "implement" : "done";
  if (plan !== undefined && isWritten(plan)) return "tasks";
  if (spec === undefined || !isSpecified(spec.text, spec.parsed)) return "specify";
  return questions > 0 ? "clarify" : "plan";
}

/** A step of the loop as runs change it: work that waits for a person is in review. */
export const stepWithRuns = (step: Progress["step"], inReview: number): Progress["step"] =>
  inReview > 0 ? "review" : step;

/** A feature's progress in words: one short sentence without its full stop. Questions are never passed over. */
export function progressWords(
  { step, questions }: Pick<Progress, "step" | "questions">,
  tasks: { readonly done: number; readonly total: number; readonly unread?: number | undefined },
  inReview: number,
): string {
  const open = `${questions} ${questions === 1 ? "question" : "questions"} open`;
  const words = doingWords(stepWithRuns(step, inReview), tasks, inReview);
  if (words === undefined) return `Clarify: ${open}`;
  const { unread = 0 } = tasks;
  const doing =
    unread === 0 ? words : `${words}, ${unread} ${unread === 1 ? "line" : "lines"} not understood`;
  return questions === 0 ? doing : `${doing}, ${open}`;
}

/** Undefined for clarifying, which is its questions. */
function doingWords(
  step: Progress["step"],
  { done, total }: { readonly done: number; readonly total: number },
  inReview: number,
): string | undefined {
  switch (step) {
    case "specify":
      return "Specify: the spec is to be written";
    case "clarify":
      return undefined;
    case "plan":
      return "Plan: the plan is to be written";
    case "tasks":
      return "Tasks: the tasks are to be written";
    case "implement":
      return `Implement: ${done} of ${total} tasks done`;
    case "review":
      return `Review: ${inReview} ${inReview === 1 ? "run waits" : "runs wait"}, ${done} of ${total} tasks done`;
    case "done":
      return total === 1 ? "The task is done" : `All ${total} tasks done`;
  }
}

/** A phase's heading without what every one of its kind says: "Phase 3: User Story 1 - Pay (Priority: P1) 🎯 MVP". */
export const shortPhase = (title: string): string =>
  title
    .replace(/^(?:phase\s+\S+|\d+(?:\.\d+)*)[.:]?\s*[-–—:]?\s*/i, "")
    .replace(/^user story (\d+)\s*[-–—:]\s*/i, "US$1 ")
    .replace(/\s*\((?:priority:[^)]*|shared infrastructure|blocking prerequisites)\).*$/i, "")
    .trim() || title;

/** A place of a template that is left for the writer; links, boxes, code and questions are none. */
const openPlace = /\[(?![ xX~-]\]|NEEDS CLARIFICATION|\^)[^\][]+\](?![([:])/;

const withoutCode = (text: string): string => text.replace(/`[^`\n]*`/g, "");

/**
 * One requirement in words of its own is enough. Beside places that are still open, one with a question is
 * the template's example; where there are no requirements, some text is enough.
 */
function isSpecified(text: string, { requirements }: Spec): boolean {
  if (requirements.length === 0) return isWritten(text);
  const words = requirements.map((each) => withoutCode(each.text));
  const own = words.filter((each) => !openPlace.test(each));
  return own.length === words.length || own.some((each) => !each.includes("[NEEDS CLARIFICATION"));
}

/** Whether the first text under a second-level heading (or under the title, without one) is somebody's own. */
function isWritten(text: string): boolean {
  const [, afterHeading] = /^##[ \t].*$([\s\S]*)/m.exec(text) ?? [];
  const body = (afterHeading ?? text).split(/\r\n|\n|\r/);
  const first = body.find((line) => /\S/.test(line) && !/^(?:#|<!--|\*\*|---)/.test(line.trim()));
  return first !== undefined && !openPlace.test(withoutCode(first));
}

function phasesOf({ phases, tasks }: TaskCounts): PhaseProgress[] {
  return phases.flatMap(({ title, line }, index) => {
    const own = tasks.filter(({ phase }) => phase === index);
    if (own.length === 0) return [];
    return [{ title, line, done: own.filter(({ done }) => done).length, total: own.length }];
  });
}
