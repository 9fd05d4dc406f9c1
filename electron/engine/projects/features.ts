import {
  type DocumentSummary,
  type FeatureSummary,
  projectPathSchema,
} from "@shared/contracts/project";
import { featurePrefix } from "@shared/specs/feature-name";
import { featureId, formats, type SpecFormat, specFormats } from "@shared/specs/formats";
import { progressOf } from "@shared/specs/progress";
import { parseSpec, type Spec } from "@shared/specs/spec";
import { countTasks, joinCounts, unreadableList } from "@shared/tasks/parse-tasks";
import type { ProjectFiles } from "../files/project-files";
import { inChunks } from "../git/in-chunks";
import { readLists } from "./task-list";
import { textOf } from "./text-of";

export const specsFolder = formats["spec-kit"].folder;

/** Subfolders of a feature whose documents are listed too. */
const subfolders = ["checklists", "contracts"];
/** OpenSpec moves finished changes here. */
const archive = "archive";

/** Some change names begin with a date. */
const dated = /^\d{4}-\d{2}-\d{2}-(?=.)/;

/** Reads one feature's folder by its format and name. */
export type ReadFeature = (format: SpecFormat, name: string) => Promise<FeatureSummary>;

/**
 * Reads all features of a project, by format and number. Unreadable files count as empty.
 * @param read reads one feature; by default from its files
 */
export async function readFeatures(
  files: ProjectFiles,
  read: ReadFeature = (format, name) => readFeature(files, format, name),
): Promise<FeatureSummary[]> {
  const all = await Promise.all(specFormats.map((format) => readFormat(files, format, read)));
  return all.flat();
}

/** Whether a project has a feature of any format. */
export async function hasFeatures(files: ProjectFiles): Promise<boolean> {
  for (const format of specFormats)
    for (const name of await featureNames(files, format)) {
      if (format === "spec-kit") return true;
      const { folder } = formats[format];
      if ((await readDocuments(files, format, `${folder}/${name}`)).length > 0) return true;
    }
  return false;
}

async function featureNames(files: ProjectFiles, format: SpecFormat): Promise<string[]> {
  return (await files.list(formats[format].folder))
    .filter(({ name, folder }) => folder && fits(name) && isFeature(format, name))
    .map(({ name }) => name);
}

async function readFormat(
  files: ProjectFiles,
  format: SpecFormat,
  read: ReadFeature,
): Promise<FeatureSummary[]> {
  const names = await featureNames(files, format);
  const features = await inChunks(names, (name) => read(format, name));
  return features
    .filter(({ documents }) => format === "spec-kit" || documents.length > 0)
    .sort((a, b) => compare(a.number, b.number) || (a.id < b.id ? -1 : 1));
}

function isFeature(format: SpecFormat, name: string): boolean {
  if (format === "spec-kit") return featurePrefix(name) !== undefined;
  return !name.startsWith(".") && !(format === "openspec-change" && name === archive);
}

/** Whether a name can be part of a project path. On systems other than Windows a name may contain a backslash. */
const fits = (name: string): boolean => projectPathSchema.safeParse(name).success;

function compare(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/**
 * Reads one feature's folder.
 * @param name the folder's name
 */
export async function readFeature(
  files: ProjectFiles,
  format: SpecFormat,
  name: string,
): Promise<FeatureSummary> {
  const facts = formats[format];
  const folder = `${facts.folder}/${name}`;
  const number = (format === "spec-kit" ? featurePrefix(name) : undefined) ?? "";
  const text = (file: string | undefined) =>
    file === undefined ? undefined : textOf(files, `${folder}/${file}`);
  const [documents, spec] = await Promise.all([
    readDocuments(files, format, folder),
    text(facts.spec),
  ]);
  const lists =
    facts.tasks === undefined ? [] : await readLists(files, { format, folder, documents });
  const tasks = joinCounts(
    lists.map((it) =>
      "text" in it ? countTasks(it.text, it.path) : unreadableList(it.path, it.unreadable),
    ),
  );
  const unreadable = lists.flatMap((it) =>
    "text" in it ? [] : [{ path: it.path, reason: it.unreadable }],
  );
  const parsed = parseSpec(spec ?? "");
  // Once tasks exist, the plan no longer decides the feature's stage.
  const plan = tasks.tasks.length === 0 ? await text(facts.plan) : undefined;
  return {
    id: featureId(format, name),
    format,
    number,
    title:
      (format === "spec-kit" ? titleOf(parsed) : undefined) ??
      prettified(number === "" ? name.replace(dated, "") : name.slice(number.length + 1)),
    folder,
    documents,
    tasksDone: tasks.tasks.filter((task) => task.done).length,
    tasksTotal: tasks.tasks.length,
    ...(tasks.unread.length === 0 ? {} : { tasksUnread: tasks.unread.length }),
    ...(unreadable.length === 0 ? {} : { unreadableLists: unreadable }),
    progress: progressOf({
      spec: spec === undefined ? undefined : { text: spec, parsed },
      plan,
      tasks,
    }),
  };
}

/** The spec's title; undefined for a template's placeholder. */
const titleOf = ({ title }: Spec): string | undefined =>
  title === undefined || /^\[.*\]$/.test(title) ? undefined : title;

function prettified(slug: string): string {
  const words = slug.replace(/[-_]+/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

async function readDocuments(
  files: ProjectFiles,
  format: SpecFormat,
  folder: string,
): Promise<DocumentSummary[]> {
  const facts = formats[format];
  const entries = await files.list(folder);
  const has = (name: string) => entries.some((it) => it.folder && it.name === name);
  const inner = await Promise.all(
    subfolders.filter(has).map(async (name) => {
      const under = `${folder}/${name}`;
      const documents = documentsOf(under, await files.list(under));
      return name === "checklists" ? documents.map(asChecklist) : documents;
    }),
  );
  const layers = facts.tasks === undefined ? [] : await readLayers(files, format, folder, entries);
  const deltas =
    format === "openspec-change" && has("specs") ? await readDeltas(files, `${folder}/specs`) : [];
  const byName = new Map(
    documentsOf(folder, entries).map((it) => [it.path.slice(folder.length + 1), it]),
  );
  const first = Object.entries(formats[format].documents).flatMap(([name, title]) => {
    const found = byName.get(name);
    byName.delete(name);
    return found === undefined ? [] : [{ ...found, title }];
  });
  return [...first, ...layers, ...deltas, ...inner.flat(), ...byName.values()];
}

/** Subfolders of a feature that are not layers. */
const notLayers = new Set([...subfolders, "specs", "assets", "node_modules"]);
/** The largest depth of layers: `services/api/tasks.md`. */
const deepestLayer = 2;

/** The documents of a feature's layers: subfolders with a task list of their own, such as `backend`. */
async function readLayers(
  files: ProjectFiles,
  format: SpecFormat,
  folder: string,
  entries: Awaited<ReturnType<ProjectFiles["list"]>>,
  layer = "",
  depth = 1,
): Promise<DocumentSummary[]> {
  const names = entries
    .filter(
      (it) => it.folder && fits(it.name) && !it.name.startsWith(".") && !notLayers.has(it.name),
    )
    .map(({ name }) => name);
  const all = await Promise.all(
    names.map(async (name) => {
      const under = `${folder}/${name}`;
      const called = `${layer}${prettified(name)} `;
      const inside = await files.list(under);
      const deeper =
        depth < deepestLayer
          ? await readLayers(files, format, under, inside, called, depth + 1)
          : [];
      const tasks = formats[format].tasks ?? "";
      if (!inside.some((it) => !it.folder && it.name === tasks)) return deeper;
      const own = documentsOf(under, inside).sort(
        (a, b) => Number(b.path.endsWith(`/${tasks}`)) - Number(a.path.endsWith(`/${tasks}`)),
      );
      return [
        ...own.map((it) => ({ ...it, title: `${called}${it.title.toLowerCase()}` })),
        ...deeper,
      ];
    }),
  );
  return all.flat();
}

/** The deltas of an OpenSpec change: one document for each spec that it adds to, changes or removes from. */
async function readDeltas(files: ProjectFiles, folder: string): Promise<DocumentSummary[]> {
  const entries = (await files.list(folder)).filter((it) => it.folder && fits(it.name));
  const deltas = await Promise.all(
    entries.map(async ({ name }) => {
      const inside = documentsOf(`${folder}/${name}`, await files.list(`${folder}/${name}`));
      return inside.map((it) => ({
        ...it,
        title: `${prettified(name)} ${it.title.toLowerCase()}`,
      }));
    }),
  );
  return deltas.flat();
}

function documentsOf(folder: string, entries: Awaited<ReturnType<ProjectFiles["list"]>>) {
  return entries
    .filter((it) => !it.folder && /\.md$/i.test(it.name) && fits(it.name))
    .map((it) => ({ path: `${folder}/${it.name}`, title: prettified(it.name.slice(0, -3)) }));
}

/** A single checklist gets the usual name; several get different names. */
function asChecklist(
  document: DocumentSummary,
  _index: number,
  all: readonly DocumentSummary[],
): DocumentSummary {
  return { ...document, title: all.length === 1 ? "Checklist" : `${document.title} checklist` };
}
