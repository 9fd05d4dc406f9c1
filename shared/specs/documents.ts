import { formats, type SpecFormat } from "./formats";

/** The documents that a feature can have besides its spec, in the order of the work. */
export const documentKinds = [
  { kind: "plan", title: "Plan", file: "plan.md" },
  { kind: "tasks", title: "Tasks", file: "tasks.md" },
  { kind: "research", title: "Research", file: "research.md" },
  { kind: "data-model", title: "Data model", file: "data-model.md" },
  { kind: "quickstart", title: "Quickstart", file: "quickstart.md" },
  { kind: "checklist", title: "Checklist", file: undefined },
] as const;

export type DocumentKind = (typeof documentKinds)[number]["kind"];

/** The longest file name that every file system accepts, in bytes of UTF-8, with its extension. */
const longestName = 120;

/**
 * Explains why a name cannot be a checklist's, in words for the person.
 * @param name the name without `.md`
 * @returns undefined for a valid name
 */
export function checklistNameProblem(name: string): string | undefined {
  const trimmed = name.trim();
  if (trimmed === "") return "Give the checklist a name, such as security.";
  if (/[/\\:*?"<>|]/.test(trimmed) || hasControl(trimmed))
    return 'A file’s name cannot have / \\ : * ? " < > | in it.';
  if (trimmed.startsWith(".")) return "A name that begins with a dot would be hidden.";
  if (trimmed.length > longestName / 3) return "That is too long for a file’s name.";
  return undefined;
}

const hasControl = (text: string): boolean => /\p{Cc}/u.test(text);

/**
 * The path of a feature's document.
 * @param name the name of a checklist; other kinds have fixed names
 */
export function documentPath(folder: string, kind: DocumentKind, name: string): string {
  const file = documentKinds.find((each) => each.kind === kind)?.file;
  return `${folder}/${file ?? `checklists/${name.trim().replace(/\.md$/i, "")}.md`}`;
}

/**
 * The paths of a feature's task lists: its own, and those of its layers, such as `backend/tasks.md`.
 * @returns at least the path of its own list, even if the file does not exist
 */
export function taskListPaths(feature: {
  readonly format: SpecFormat;
  readonly folder: string;
  readonly documents: readonly { readonly path: string }[];
}): string[] {
  const name = formats[feature.format].tasks ?? "tasks.md";
  const found = feature.documents
    .map(({ path }) => path)
    .filter((path) => path.startsWith(`${feature.folder}/`) && path.endsWith(`/${name}`));
  return found.length === 0 ? [`${feature.folder}/${name}`] : found;
}
