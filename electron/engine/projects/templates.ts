import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { projectPathSchema } from "@shared/contracts/project";
import { compose, presetTemplates, type Strategy } from "@shared/specs/template";
import { z } from "zod";
import { kindOf, readText } from "../../system/disk";
import type { ProjectFiles } from "../files/project-files";

/** A template's text and its origin. */
export interface Template {
  readonly text: string;
  /** A project path; undefined for a template that ships with the app. */
  readonly path: string | undefined;
}

const specify = ".specify";

/** One possible place of a template. The places are ordered by precedence. */
interface Layer {
  readonly path: string;
  readonly strategy: Strategy;
}

/**
 * Finds a document's template in the order of Spec Kit: the project's overrides, its presets by priority,
 * its extensions, its own templates; after them the ones that ship with the app.
 * Order: github/spec-kit, scripts/bash/common.sh.
 * @param name without its ending: `spec-template`
 * @param shipped the folder of the templates that ship with the app
 * @throws {Problem} `not-text` for a template that is no UTF-8; `file-missing` when there is none at all
 */
export async function findTemplate(
  files: ProjectFiles,
  name: string,
  shipped: string,
): Promise<Template> {
  const above: { text: string; strategy: Strategy; path: string }[] = [];
  let base: Template | undefined;
  for (const layer of await layersOf(files, name)) {
    const text = await textOf(files, layer.path);
    if (text === undefined) continue;
    if (layer.strategy === "replace") {
      base = { text, path: layer.path };
      break;
    }
    above.push({ ...layer, text });
  }
  base ??= await shippedTemplate(shipped, name);
  let { text, path } = base;
  for (const { strategy, ...layer } of above.reverse()) {
    const composed = compose(strategy, layer.text, text);
    if (composed === undefined)
      throw new Problem(
        "not-text",
        `${layer.path} is to be wrapped around another template and does not say where. Put {CORE_TEMPLATE} there.`,
        layer.path,
      );
    text = composed;
    path = layer.path;
  }
  return { text, path };
}

async function layersOf(files: ProjectFiles, name: string): Promise<Layer[]> {
  const templates = `${specify}/templates`;
  const [presets, extensions] = await Promise.all([
    presetsOf(files),
    foldersIn(files, `${specify}/extensions`),
  ]);
  const ofPresets = await Promise.all(presets.map((preset) => presetLayer(files, preset, name)));
  const plain = (path: string): Layer => ({ path, strategy: "replace" });
  return [
    plain(`${templates}/overrides/${name}.md`),
    ...ofPresets.flat(),
    ...extensions.map((id) => plain(`${specify}/extensions/${id}/templates/${name}.md`)),
    plain(`${templates}/${name}.md`),
  ];
}

async function presetLayer(files: ProjectFiles, id: string, name: string): Promise<Layer[]> {
  const folder = `${specify}/presets/${id}`;
  const manifest = await textOf(files, `${folder}/preset.yml`);
  const told = presetTemplates(manifest ?? "").find((each) => each.name === name);
  const strategy = told?.strategy ?? "replace";
  const paths = [...(told?.file === undefined ? [] : [told.file]), `templates/${name}.md`];
  // Of a preset's files for a template only one counts: the named one, or else the usual one.
  for (const path of paths.map((each) => `${folder}/${each}`)) {
    if (!projectPathSchema.safeParse(path).success) continue;
    if ((await textOf(files, path)) !== undefined) return [{ path, strategy }];
  }
  return [];
}

const registrySchema = z.object({ presets: z.record(z.string(), z.unknown()) });
const presetSchema = z.object({
  priority: z.number().default(10),
  enabled: z.unknown().optional(),
});

/** The presets' folders, the lowest number first; by name when the registry cannot be read. */
async function presetsOf(files: ProjectFiles): Promise<string[]> {
  const folder = `${specify}/presets`;
  const registry = registrySchema.safeParse(parseJson(await textOf(files, `${folder}/.registry`)));
  if (!registry.success) return foldersIn(files, folder);
  return Object.entries(registry.data.presets)
    .flatMap(([id, value]) => {
      const preset = presetSchema.safeParse(value);
      return preset.success && preset.data.enabled !== false
        ? [{ id, priority: preset.data.priority }]
        : [];
    })
    .sort((a, b) => a.priority - b.priority)
    .map(({ id }) => id)
    .filter((id) => projectPathSchema.safeParse(id).success);
}

async function foldersIn(files: ProjectFiles, folder: string): Promise<string[]> {
  return (await files.list(folder))
    .filter((entry) => entry.folder && !entry.name.startsWith("."))
    .map(({ name }) => name)
    .filter((name) => projectPathSchema.safeParse(name).success);
}

const optionsSchema = z.object({
  feature_numbering: z.string().optional(),
  /** The option's earlier name. */
  branch_numbering: z.string().optional(),
});

/** Whether the project's options say to name features by time; false for unreadable options. */
export async function numbersByTime(files: ProjectFiles): Promise<boolean> {
  const text = await textOf(files, `${specify}/init-options.json`);
  const options = optionsSchema.safeParse(parseJson(text));
  if (!options.success) return false;
  const { feature_numbering, branch_numbering } = options.data;
  return (feature_numbering ?? branch_numbering) === "timestamp";
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A file's text, with every byte preserved; undefined when the file does not exist. */
async function textOf(files: ProjectFiles, path: string): Promise<string | undefined> {
  try {
    const { text, readOnly } = await files.read(path);
    if (readOnly !== "not-utf8") return text;
  } catch (error) {
    // A link that leads out of the project is not followed for a template either.
    if (error instanceof Problem && error.code !== "not-text") return undefined;
    throw error;
  }
  throw new Problem(
    "not-text",
    `${path} is not UTF-8 text. Save it as UTF-8, then try again.`,
    path,
  );
}

async function shippedTemplate(folder: string, name: string): Promise<Template> {
  const file = join(folder, `${name}.md`);
  if ((await kindOf(file)) !== "file")
    throw new Problem("file-missing", `There is no template called ${name}.`, name);
  return { text: await readText(file), path: undefined };
}
