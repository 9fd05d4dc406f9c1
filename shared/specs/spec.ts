import { type ProseLine, proseLines } from "../markdown/prose-lines";

/** A numbered statement of a spec: a functional requirement (`FR-001`) or a success criterion (`SC-001`). */
export interface Requirement {
  readonly id: string;
  /** The requirement's Markdown, on one line. */
  readonly text: string;
  /** 1-based. */
  readonly line: number;
}

/** One `### User Story 1 - Title (Priority: P1)`. */
export interface Story {
  /** The ID that tasks use: `US1`. */
  readonly id: string;
  readonly number: number;
  readonly title: string;
  /** `P1`, `P2`, … */
  readonly priority?: string;
  readonly line: number;
}

/** One open `[NEEDS CLARIFICATION: …]`. */
export interface Clarification {
  readonly question: string;
  readonly line: number;
}

export interface Spec {
  readonly title?: string;
  readonly requirements: readonly Requirement[];
  /**
   * Struck-out requirements, kept so that their IDs are not used again: `- ~~**FR-004**: text~~
   * (superseded)`.
   */
  readonly superseded: readonly Requirement[];
  readonly stories: readonly Story[];
  readonly clarifications: readonly Clarification[];
}

const requirementLine =
  /^[ \t]*[-*+][ \t]+\*{0,2}((?:N?FR|SC)-\d{1,6}[a-z]?)\b(?:\*\*[ \t]*:?|:(?:\*\*)?)?[ \t]*(.*)$/;
/** A requirement that is struck out from its ID on. This is a convention of this app. */
const struckLine = /^([ \t]*[-*+][ \t]+)~~(.*?)~~(?:[ \t]*\(superseded\))?[ \t]*$/i;
const storyHeading =
  /^#{2,4}[ \t]+(?:User Story|US)[ \t]*(\d{1,4})\b[ \t]*[-–—:.]?[ \t]*(.*?)[ \t]*#*[ \t]*$/i;
const priority = /[ \t]*\((?:Priority:[ \t]*)?(P\d+)\)/i;

/**
 * Reads a Spec Kit `spec.md`: its requirements, its stories and its open questions. Never fails; lines that
 * do not follow the format are skipped. Format: github/spec-kit, templates/spec-template.md.
 */
export function parseSpec(text: string): Spec {
  const lines = proseLines(text);
  const heading = lines.find(({ text: line }) => /^#[ \t]+\S/.test(line));
  const title = heading?.text
    .replace(/^#[ \t]+/, "")
    .replace(/^(?:feature )?spec(?:ification)?:[ \t]*/i, "")
    .replace(/[ \t]+#*[ \t]*$/, "");
  return {
    ...(title ? { title } : {}),
    requirements: lines.flatMap((line, index) => requirementAt(lines, line, index)),
    superseded: lines.flatMap((line, index) => supersededAt(lines, line, index)),
    stories: lines.flatMap(storyAt),
    clarifications: lines.flatMap(clarificationsIn),
  };
}

function requirementAt(lines: readonly ProseLine[], line: ProseLine, index: number): Requirement[] {
  const [, id, start] = requirementLine.exec(line.text) ?? [];
  if (id === undefined || start === undefined) return [];
  return [{ id, text: withContinuation(lines, line, index, start), line: line.line }];
}

function supersededAt(lines: readonly ProseLine[], line: ProseLine, index: number): Requirement[] {
  if (!/^[ \t]*[-*+][ \t]+~~/.test(line.text)) return [];
  const [, bullet, struck] =
    struckLine.exec(withContinuation(lines, line, index, line.text.trim())) ?? [];
  if (bullet === undefined || struck === undefined) return [];
  return requirementAt([], { ...line, text: bullet + struck }, 0);
}

/** A list item's text on one line. Following lines that are no block of their own belong to the item. */
function withContinuation(
  lines: readonly ProseLine[],
  { line }: ProseLine,
  index: number,
  start: string,
): string {
  const parts = [start.trim()];
  for (let next = index + 1; next < lines.length; next++) {
    const following = lines[next];
    if (following === undefined || following.line !== line + next - index) break;
    if (!/^[ \t]*(?![-*+>|][ \t]|#{1,6}[ \t]|\d{1,9}[.)][ \t])\S/.test(following.text)) break;
    parts.push(following.text.trim());
  }
  return parts.filter((part) => part !== "").join(" ");
}

function storyAt({ text, line }: ProseLine): Story[] {
  const [, digits, rest] = storyHeading.exec(text) ?? [];
  if (digits === undefined || rest === undefined) return [];
  const number = Number(digits);
  const rank = priority.exec(rest)?.[1]?.toUpperCase();
  return [
    {
      id: `US${number}`,
      number,
      title: rest.replace(priority, "").trim(),
      ...(rank === undefined ? {} : { priority: rank }),
      line,
    },
  ];
}

function clarificationsIn({ text, line }: ProseLine): Clarification[] {
  return [...text.matchAll(/\[NEEDS CLARIFICATION(?::[ \t]*([^\]]*))?(?:\]|$)/g)].map((match) => ({
    question: match[1]?.trim() ?? "",
    line,
  }));
}
