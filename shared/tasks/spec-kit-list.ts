import { readProse } from "../markdown/prose-lines";
import { boxIn } from "./box";
import { dependenciesOf, knownIds } from "./dependencies";
import { repeatedIds } from "./duplicates";
import type { Phase, Task, TaskList, UnreadLine } from "./list";
import { collectRemarks, headingIn } from "./reading";
import { hiddenBoxes, mentionsIn, type TaskDraft, unclearLines } from "./task-drafts";
import { readTaskId } from "./task-id";

const validationLine =
  /^([ \t]*)(?:[-*+][ \t]+)?(?:\*\*)?Validation(?::\*\*|\*\*:|:)[ \t]*(`+)(?!`)(.+?)(?<!`)\2(?!`)/i;

/** Reads a task list of Spec Kit; see `parseTasks`. */
export function parseSpecKitTasks(text: string, path: string, mentions: boolean): TaskList {
  const phases: Phase[] = [];
  const drafts: TaskDraft[] = [];
  const unread: UnreadLine[] = [];
  const remarks = collectRemarks();
  const { lines, unclosed } = readProse(text);
  let section: { phase: Phase; index: number | undefined } | undefined;
  let validation: string | undefined;

  const enterPhase = (): number | undefined => {
    if (section === undefined) return undefined;
    section.index ??= phases.push(section.phase) - 1;
    return section.index;
  };

  for (const line of lines) {
    const raw = () => text.slice(line.offset, line.offset + line.text.length);
    const leaveOut = (reason: string, done: boolean) =>
      unread.push({ path, line: line.line, raw: raw(), reason, done });
    const box = boxIn(line);
    if (box?.kind === "slip") leaveOut(box.reason, box.done);
    const found = headingIn(line.text);
    if (found) {
      const { level, title } = found;
      remarks.heading(level, title);
      const named = /^phase\b/i.test(title);
      if (level === 2 || (level <= 3 && named)) {
        section = { phase: { title, line: line.line }, index: undefined };
        if (named) enterPhase();
      }
      continue;
    }
    if (box?.kind === "box") {
      const beginning = readTaskId(box.rest);
      if (beginning.kind === "id") {
        const { title, parallel, story } = readMarkers(beginning.title);
        const phase = enterPhase();
        remarks.task(box.indent, line.line, title);
        drafts.push({
          id: beginning.id,
          title,
          raw: raw(),
          path,
          line: line.line,
          box: box.at,
          done: box.done,
          ...(box.sign === undefined ? {} : { sign: box.sign }),
          parallel,
          ...(story === undefined ? {} : { story }),
          ...(phase === undefined ? {} : { phase }),
          ...mentionsIn(title, mentions),
        });
        continue;
      }
      leaveOut(
        beginning.kind === "several"
          ? "It names several tasks. Give each a line of its own."
          : "It does not begin with a task’s ID, such as T012.",
        box.done,
      );
    }
    const under = remarks.other(line);
    const command = commandIn(line.text);
    if (command === undefined) continue;
    const draft = under === undefined ? undefined : drafts[under];
    if (under === undefined || draft === undefined) validation ??= command;
    else if (draft.validation === undefined) drafts[under] = { ...draft, validation: command };
  }
  unread.push(...hiddenBoxes(unclosed, path));
  const { waits, unclear } = mentions
    ? dependenciesOf(
        drafts.map(({ id, done }, index) => ({
          id,
          done,
          paragraphs: remarks.paragraphs[index] ?? [],
        })),
        remarks.section,
        knownIds(drafts.map(({ id }) => id)),
      )
    : { waits: [], unclear: [] };
  const tasks = drafts.map((draft, index): Task => ({ ...draft, dependsOn: waits[index] ?? [] }));
  return {
    ...(validation === undefined ? {} : { validation }),
    phases,
    tasks,
    groups: [],
    unread,
    unclear: unclearLines(text, lines, path, unclear),
    duplicates: repeatedIds(tasks),
  };
}

function readMarkers(rest: string): { title: string; parallel: boolean; story?: string } {
  const marker = /^[*_]{0,2}\[(?:(P)|(US\d{1,4}))\][*_]{0,2}(?=[ \t[]|$)[ \t]*/i;
  let title = rest;
  let parallel = false;
  let story: string | undefined;
  for (let match = marker.exec(title); match; match = marker.exec(title)) {
    if (match[1] !== undefined) parallel = true;
    story ??= match[2]?.toUpperCase();
    title = title.slice(match[0].length);
  }
  title = title.trim();
  return story === undefined ? { title, parallel } : { title, parallel, story };
}

function commandIn(line: string): string | undefined {
  const code = validationLine.exec(line)?.[3];
  if (code === undefined || code.trim() === "") return undefined;
  // CommonMark 6.1: one space on each side of a code span's content is not part of it.
  return /^ .* $/.test(code) ? code.slice(1, -1) : code;
}
