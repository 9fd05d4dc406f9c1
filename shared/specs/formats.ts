/** The formats of features, named after the tools that write them. */
export const specFormats = ["spec-kit", "openspec-change", "openspec-spec", "kiro"] as const;
export type SpecFormat = (typeof specFormats)[number];

/** The facts about a format. Paths are relative to a feature's folder. */
export interface FormatFacts {
  /** The heading of its features in lists. */
  readonly heading: string;
  /** The folder that contains a folder for each feature. */
  readonly folder: string;
  /** The document with the requirements. */
  readonly spec: string;
  /** The document that describes the implementation. */
  readonly plan: string | undefined;
  /** The task list; undefined for a format without one, which then has no board. */
  readonly tasks: string | undefined;
  /** The format's documents in the order of the work, with the names of their tabs. */
  readonly documents: Readonly<Record<string, string>>;
}

/**
 * The supported formats. Sources: github/spec-kit, templates/; Fission-AI/OpenSpec, docs/;
 * kiro.dev/docs/specs.
 */
export const formats: Readonly<Record<SpecFormat, FormatFacts>> = {
  "spec-kit": {
    heading: "Features",
    folder: "specs",
    spec: "spec.md",
    plan: "plan.md",
    tasks: "tasks.md",
    documents: {
      "spec.md": "Spec",
      "plan.md": "Plan",
      "tasks.md": "Tasks",
      "research.md": "Research",
      "data-model.md": "Data model",
      "quickstart.md": "Quickstart",
    },
  },
  "openspec-change": {
    heading: "OpenSpec changes",
    folder: "openspec/changes",
    spec: "proposal.md",
    plan: "design.md",
    tasks: "tasks.md",
    documents: { "proposal.md": "Proposal", "design.md": "Design", "tasks.md": "Tasks" },
  },
  "openspec-spec": {
    heading: "OpenSpec specs",
    folder: "openspec/specs",
    spec: "spec.md",
    plan: undefined,
    tasks: undefined,
    documents: { "spec.md": "Spec", "design.md": "Design" },
  },
  kiro: {
    heading: "Kiro specs",
    folder: ".kiro/specs",
    spec: "requirements.md",
    plan: "design.md",
    tasks: "tasks.md",
    documents: {
      "requirements.md": "Requirements",
      "bugfix.md": "Bugfix",
      "design.md": "Design",
      "tasks.md": "Tasks",
    },
  },
};

/** The top folders that contain documents of any format. */
export const documentFolders = ["specs", ".specify", "openspec", ".kiro"] as const;

/** The place of a document: its feature's folder, and the folders between that and the document. */
export interface DocumentPlace {
  readonly format: SpecFormat;
  /** The feature's folder. */
  readonly folder: string;
  readonly inner: readonly string[];
}

/**
 * Finds the feature of a document by the document's path. The project may be in a folder of the repository.
 * @returns undefined for a document of no feature
 */
export function placeOf(path: string): DocumentPlace | undefined {
  const found = specFormats
    .map((format) => ({ format, at: `/${path}`.indexOf(`/${formats[format].folder}/`) }))
    .filter(({ at }) => at !== -1)
    .sort((a, b) => a.at - b.at)[0];
  if (found === undefined) return undefined;
  const { format, at } = found;
  const top = path.slice(0, at + formats[format].folder.length);
  const [first, ...rest] = path.slice(top.length + 1).split("/");
  // OpenSpec keeps finished changes in a folder beside the others.
  const name =
    format === "openspec-change" && first === "archive" ? [first, rest.shift()] : [first];
  const inner = rest.slice(0, -1);
  return { format, folder: [top, ...name].join("/"), inner };
}

/** The format of a path, by its place; Spec Kit where it is in no format's folder. */
export const formatOf = (path: string): SpecFormat => placeOf(path)?.format ?? "spec-kit";

/** The layer of a task list: `backend` for `openspec/changes/X/backend/tasks.md`. */
export function layerOf(path: string): string | undefined {
  const inner = placeOf(path)?.inner ?? [];
  return inner.length === 0 ? undefined : inner.join("/");
}

/**
 * The ID of a feature in routes, runs and branches: one path segment. IDs of Spec Kit features have no
 * prefix, because their number shows the format.
 * @param name the name of the feature's folder
 */
export const featureId = (format: SpecFormat, name: string): string =>
  format === "spec-kit" ? name : `${format}.${name}`;

/** The folder of a feature, from its ID: the inverse of `featureId`. The folder need not exist. */
export function featurePlace(id: string): { format: SpecFormat; folder: string } {
  const format = specFormats.find((each) => id.startsWith(`${each}.`)) ?? "spec-kit";
  const name = format === "spec-kit" ? id : id.slice(format.length + 1);
  return { format, folder: `${formats[format].folder}/${name}` };
}
