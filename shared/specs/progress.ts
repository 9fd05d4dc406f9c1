import type { TaskCounts } from "../tasks/parse-tasks";
import type { Spec } from "./spec";

/** The steps of every feature, in order. */
export const steps = ["specify", "clarify", "plan", "tasks", "implement", "review"] as const;
export type Step = (typeof steps)[number];

/** The number of finished tasks in one phase. */
export interface PhaseProgress {
  readonly title: string;
  /** The line of the phase's heading, 1-based. */
  readonly line: number;
  readonly done: number;
  readonly total: number;
}

/** A feature's progress, derived from its documents alone. */
export interface Progress {
  /** The next step; "done" when every task is done. Runs are not considered: see `stepWithRuns`. */
  readonly step: Step | "done";
  /** The number of open `[NEEDS CLARIFICATION: …]`. */
  readonly questions: number;
  /** The phases that have tasks, in the order of the file. */
  readonly phases: readonly PhaseProgress[];
}

/** The documents that determine a feature's progress; undefined for a missing document. */
export interface ProgressSources {
  readonly spec: { readonly text: string; readonly parsed: Spec } | undefined;
  readonly plan: string | undefined;
  readonly tasks: TaskCounts;
}

/**
 * Determines a feature's progress. The furthest written document decides, so that a skipped step does not
 * block the next ones. A document that still equals its template does not count as written.
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

/** The step with runs taken into account: work that waits for a person is in review. */
export const stepWithRuns = (step: Progress["step"], inReview: number): Progress["step"] =>
  inReview > 0 ? "review" : step;

/** A feature's progress as one short sentence without a full stop. Open questions are always mentioned. */
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

/** Undefined for clarifying, which the number of questions expresses. */
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

/** A phase's title without the common parts of "Phase 3: User Story 1 - Pay (Priority: P1) 🎯 MVP". */
export const shortPhase = (title: string): string =>
  title
    .replace(/^(?:phase\s+\S+|\d+(?:\.\d+)*)[.:]?\s*[-–—:]?\s*/i, "")
    .replace(/^user story (\d+)\s*[-–—:]\s*/i, "US$1 ")
    .replace(/\s*\((?:priority:[^)]*|shared infrastructure|blocking prerequisites)\).*$/i, "")
    .trim() || title;

/** A placeholder for the writer. Links, boxes, code and questions do not match. */
const openPlace = /\[(?![ xX~-]\]|NEEDS CLARIFICATION|\^)[^\][]+\](?![([:])/;

const withoutCode = (text: string): string => text.replace(/`[^`\n]*`/g, "");

/**
 * Whether a spec is written. One requirement without a placeholder is enough. While placeholders are left, a
 * requirement with a question is the template's example and does not count. A spec without requirements needs
 * some text.
 */
function isSpecified(text: string, { requirements }: Spec): boolean {
  if (requirements.length === 0) return isWritten(text);
  const words = requirements.map((each) => withoutCode(each.text));
  const own = words.filter((each) => !openPlace.test(each));
  return own.length === words.length || own.some((each) => !each.includes("[NEEDS CLARIFICATION"));
}

/**
 * Whether the first text under a second-level heading (or, without one, under the title) is not the
 * template's.
 */
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
