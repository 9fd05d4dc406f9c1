import { proseLines } from "../../markdown/prose-lines";
import { parseTasks, type TaskList } from "../../tasks/parse-tasks";
import { formatOf, formats } from "../formats";
import { parseSpec, type Spec } from "../spec";
import { type Statement, statementsOf } from "./statements";

/** A document from the caller: its path in the project and its whole text. */
export interface DocumentText {
  readonly path: string;
  readonly text: string;
}

export type DocumentKind = "spec" | "plan" | "tasks" | "checklist" | "constitution" | "other";

/**
 * A document, parsed once for all rules. Parsing is most of the work, so callers keep the result while the
 * text stays the same.
 */
export interface ReadDocument extends DocumentText {
  readonly kind: DocumentKind;
  readonly statements: readonly Statement[];
  /** Each statement by the line that it begins on. */
  readonly byLine: ReadonlyMap<number, Statement>;
  /** The parsed spec; undefined for other documents. */
  readonly spec: Spec | undefined;
  /** The parsed task list; undefined for other documents. */
  readonly tasks: TaskList | undefined;
}

/**
 * The documents that are analysed together: a feature's documents and the documents they are checked against.
 */
export interface ReadFeature {
  readonly documents: readonly ReadDocument[];
  /**
   * The project's constitution, for the plan's gate. It is only analysed when it is also one of `documents`.
   */
  readonly constitution: ReadDocument | undefined;
  /** Project paths that a link names and that do not exist. */
  readonly missing: ReadonlySet<string>;
}

/** The kind of a document, by its path and the format of its folder. */
export function kindOf(path: string): DocumentKind {
  const parts = path.split("/");
  const name = parts.at(-1)?.toLowerCase();
  if (name === "constitution.md") return "constitution";
  const { spec, plan, tasks } = formats[formatOf(path)];
  if (name === spec) return "spec";
  if (name === plan) return "plan";
  if (name === tasks) return "tasks";
  return parts.at(-2) === "checklists" ? "checklist" : "other";
}

/** Parses a document for the rules. Never fails. */
export function readDocument({ path, text }: DocumentText): ReadDocument {
  const kind = kindOf(path);
  const statements = statementsOf(proseLines(text));
  return {
    path,
    text,
    kind,
    statements,
    byLine: new Map(statements.map((statement) => [statement.starts[0]?.line ?? 0, statement])),
    spec: kind === "spec" ? parseSpec(text) : undefined,
    tasks: kind === "tasks" ? parseTasks(text, path) : undefined,
  };
}

/** The feature's document of a kind that occurs once. */
export const documentOf = (
  { documents }: ReadFeature,
  kind: "spec" | "plan" | "tasks",
): ReadDocument | undefined => documents.find((document) => document.kind === kind);

/** The statements under a heading, up to the next heading of the same or a higher level. */
export function sectionAt(statements: readonly Statement[], at: number): readonly Statement[] {
  const level = statements[at]?.level ?? 0;
  let end = at + 1;
  for (let next = statements[end]; next !== undefined; next = statements[++end])
    if (next.kind === "heading" && next.level <= level) break;
  return statements.slice(at + 1, end);
}
