import { Problem } from "@shared/contracts/problem";
import {
  type DocumentSummary,
  type FeatureSummary,
  projectPathSchema,
} from "@shared/contracts/project";
import { parseSpec } from "@shared/specs/spec";
import { parseTasks } from "@shared/tasks/parse";
import type { ProjectFiles } from "../files/project-files";

export const specsFolder = "specs";
/** Sequential numbers, or the time of creation; see SPEC-KIT's create-new-feature script. */
const featureName = /^(\d{8}-\d{6}|\d{3,})-./;

/** The tabs of a feature, in the order of the work. */
const known: Readonly<Record<string, string>> = {
  "spec.md": "Spec",
  "plan.md": "Plan",
  "tasks.md": "Tasks",
  "research.md": "Research",
  "data-model.md": "Data model",
  "quickstart.md": "Quickstart",
};
const subfolders = ["checklists", "contracts"];

/** Reads all features of a project, by number. Files that cannot be read count as empty. */
export async function readFeatures(files: ProjectFiles): Promise<FeatureSummary[]> {
  const entries = await files.list(specsFolder);
  const names = entries.filter(
    ({ name, folder }) => folder && featureName.test(name) && fits(name),
  );
  const features = await Promise.all(names.map(({ name }) => readFeature(files, name)));
  return features.sort((a, b) => compare(a.number, b.number) || (a.id < b.id ? -1 : 1));
}

/** Whether a name can be part of a project path; elsewhere than on Windows a backslash may be in one. */
const fits = (name: string): boolean => projectPathSchema.safeParse(name).success;

function compare(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Reads one `specs/NNN-slug/` folder. */
export async function readFeature(files: ProjectFiles, id: string): Promise<FeatureSummary> {
  const folder = `${specsFolder}/${id}`;
  const number = featureName.exec(id)?.[1] ?? "";
  const [documents, spec, list] = await Promise.all([
    readDocuments(files, folder),
    textOf(files, `${folder}/spec.md`),
    textOf(files, `${folder}/tasks.md`),
  ]);
  const { tasks } = parseTasks(list);
  return {
    id,
    number,
    title: titleOf(spec) ?? prettified(id.slice(number.length + 1)),
    folder,
    documents,
    tasksDone: tasks.filter((task) => task.done).length,
    tasksTotal: tasks.length,
  };
}

/** UTF-16 units in which a spec's title is looked for; the whole of 50 specs would take too long. */
const head = 4_000;

/** The spec's title; a template's placeholder is none. */
function titleOf(spec: string): string | undefined {
  const { title } = parseSpec(spec.slice(0, head));
  return title === undefined || /^\[.*\]$/.test(title) ? undefined : title;
}

function prettified(slug: string): string {
  const words = slug.replace(/[-_]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

async function readDocuments(files: ProjectFiles, folder: string): Promise<DocumentSummary[]> {
  const entries = await files.list(folder);
  const deeper = subfolders.filter((name) => entries.some((it) => it.folder && it.name === name));
  const inner = await Promise.all(
    deeper.map(async (name) => {
      const under = `${folder}/${name}`;
      const documents = documentsOf(under, await files.list(under));
      return name === "checklists" ? documents.map(asChecklist) : documents;
    }),
  );
  const byName = new Map(
    documentsOf(folder, entries).map((it) => [it.path.slice(folder.length + 1), it]),
  );
  const first = Object.entries(known).flatMap(([name, title]) => {
    const found = byName.get(name);
    byName.delete(name);
    return found === undefined ? [] : [{ ...found, title }];
  });
  return [...first, ...inner.flat(), ...byName.values()];
}

function documentsOf(folder: string, entries: Awaited<ReturnType<ProjectFiles["list"]>>) {
  return entries
    .filter((it) => !it.folder && /\.md$/i.test(it.name) && fits(it.name))
    .map((it) => ({ path: `${folder}/${it.name}`, title: prettified(it.name.slice(0, -3)) }));
}

/** One checklist needs no other name; several are told apart. */
function asChecklist(
  document: DocumentSummary,
  _index: number,
  all: readonly DocumentSummary[],
): DocumentSummary {
  return { ...document, title: all.length === 1 ? "Checklist" : `${document.title} checklist` };
}

async function textOf(files: ProjectFiles, path: string): Promise<string> {
  try {
    return await files.text(path);
  } catch (error) {
    if (error instanceof Problem) return "";
    throw error;
  }
}
