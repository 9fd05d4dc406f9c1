import { proseLines } from "../../markdown/lines";
import { parseTasks, type TaskList } from "../../tasks/parse";
import { formatOf, formats } from "../formats";
import { parseSpec, type Spec } from "../spec";
import { type Statement, statementsOf } from "./statements";

/** A document as its caller has it: a path in the project and the whole text. */
export interface DocumentText {
  readonly path: string;
  readonly text: string;
}

export type DocumentKind = "spec" | "plan" | "tasks" | "checklist" | "constitution" | "other";

/** A document, read once for all rules. Reading is most of the work: keep it while the text is the same. */
export interface ReadDocument extends DocumentText {
  readonly kind: DocumentKind;
  readonly statements: readonly Statement[];
  /** Each statement by the line that it begins on. */
  readonly byLine: ReadonlyMap<number, Statement>;
  /** What it requires, if it is a spec. */
  readonly spec: Spec | undefined;
  /** Its tasks, if it is a task list. */
  readonly tasks: TaskList | undefined;
}

/** The documents that are judged together: a feature's, and what they are measured against. */
export interface ReadFeature {
  readonly documents: readonly ReadDocument[];
  /** The project's, for the plan's gate; it is not judged itself unless it is one of the documents. */
  readonly constitution: ReadDocument | undefined;
  /** Paths of the project that something links to and that do not exist. */
  readonly missing: ReadonlySet<string>;
}

/** What a document is for, by its path and the format that lies there. */
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

/** Reads a document for the rules. Never fails. */
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

/** The feature's document of a kind that there is one of. */
export const documentOf = (
  { documents }: ReadFeature,
  kind: "spec" | "plan" | "tasks",
): ReadDocument | undefined => documents.find((document) => document.kind === kind);

/** The statements under a heading, down to the next one of its level or above. */
export function sectionAt(statements: readonly Statement[], at: number): readonly Statement[] {
  const level = statements[at]?.level ?? 0;
  let end = at + 1;
  for (let next = statements[end]; next !== undefined; next = statements[++end])
    if (next.kind === "heading" && next.level <= level) break;
  return statements.slice(at + 1, end);
}
