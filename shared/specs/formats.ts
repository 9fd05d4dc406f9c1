/** Whose files a feature is written in. */
export const specFormats = ["spec-kit", "openspec-change", "openspec-spec", "kiro"] as const;
export type SpecFormat = (typeof specFormats)[number];

/** What is to be known of a format; paths are relative to a feature's folder. */
export interface FormatFacts {
  /** The heading that its features stand under. */
  readonly heading: string;
  /** Where its features lie, one folder each. */
  readonly folder: string;
  /** What says what is wanted. */
  readonly spec: string;
  /** What says how it will be built. */
  readonly plan: string | undefined;
  /** What lists the work; undefined where there is none, and so no board. */
  readonly tasks: string | undefined;
  /** Its own documents, in the order of the work, and the names on their tabs. */
  readonly documents: Readonly<Record<string, string>>;
}

/**
 * The formats that are read.
 * Sources: github/spec-kit, templates/; Fission-AI/OpenSpec, docs/; kiro.dev/docs/specs.
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

/** The top folders in which documents of any format lie. */
export const documentFolders = ["specs", ".specify", "openspec", ".kiro"] as const;

/** Where a document stands: its feature's folder, and the folders between that and the document. */
export interface DocumentPlace {
  readonly format: SpecFormat;
  /** Of the feature. */
  readonly folder: string;
  readonly inner: readonly string[];
}

/**
 * Finds the feature that a document belongs to by its path. The project may lie in a folder of the repository.
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
  // OpenSpec keeps the changes that are done in a folder among the others.
  const name =
    format === "openspec-change" && first === "archive" ? [first, rest.shift()] : [first];
  const inner = rest.slice(0, -1);
  return { format, folder: [top, ...name].join("/"), inner };
}

/** The format that a path belongs to by its place; Spec Kit's where it is in no other. */
export const formatOf = (path: string): SpecFormat => placeOf(path)?.format ?? "spec-kit";

/** The layer that a task list is of: `backend` for `openspec/changes/X/backend/tasks.md`. */
export function layerOf(path: string): string | undefined {
  const inner = placeOf(path)?.inner ?? [];
  return inner.length === 0 ? undefined : inner.join("/");
}

/**
 * What a feature is called in routes, runs and branches: one path segment. Spec Kit's folders say the
 * format by their number.
 * @param name its folder's
 */
export const featureId = (format: SpecFormat, name: string): string =>
  format === "spec-kit" ? name : `${format}.${name}`;

/** Where the feature of an ID lies, if it is there: `featureId` the other way round. */
export function featurePlace(id: string): { format: SpecFormat; folder: string } {
  const format = specFormats.find((each) => id.startsWith(`${each}.`)) ?? "spec-kit";
  const name = format === "spec-kit" ? id : id.slice(format.length + 1);
  return { format, folder: `${formats[format].folder}/${name}` };
}
