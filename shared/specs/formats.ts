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

/** The format that a project path belongs to by its place; Spec Kit's where it is in no other. */
export function formatOf(path: string): SpecFormat {
  const others = specFormats.filter((format) => format !== "spec-kit");
  return others.find((format) => path.startsWith(`${formats[format].folder}/`)) ?? "spec-kit";
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
