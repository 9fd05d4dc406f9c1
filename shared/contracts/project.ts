import { z } from "zod";
import { damagedRunSchema } from "../runs/damaged";
import { runIdSchema } from "../runs/run-id";
import { runSummarySchema } from "../runs/summary";
import { documentKinds } from "../specs/documents";
import { specFormats } from "../specs/formats";
import { steps } from "../specs/progress";
import { call, done, nothing } from "./call";

/** A path inside a project: relative, with forward slashes, no `..`. */
export const projectPathSchema = z
  .string()
  .min(1)
  .max(4096)
  .refine(
    (path) =>
      !path.startsWith("/") &&
      !/^[A-Za-z]:/.test(path) &&
      !path.includes("\\") &&
      !path.includes("\0") &&
      path.split("/").every((part) => part !== "" && part !== "." && part !== ".."),
    "must be a path inside the project",
  );

export const documentSummarySchema = z.object({
  path: projectPathSchema,
  /** The name on its tab: Spec, Plan, Tasks, or the file's own name. */
  title: z.string(),
});
export type DocumentSummary = z.infer<typeof documentSummarySchema>;

/** Where a feature stands in the loop; see `progressOf` of shared/specs. */
export const progressSchema = z.object({
  step: z.enum([...steps, "done"]),
  questions: z.number().int().nonnegative(),
  phases: z
    .array(
      z.object({
        title: z.string(),
        line: z.number().int(),
        done: z.number().int().nonnegative(),
        total: z.number().int().nonnegative(),
      }),
    )
    .readonly(),
});

/** One `specs/NNN-slug/` folder, or what stands for it in the format of another tool. */
export const featureSummarySchema = z.object({
  /** The folder's name, `NNN-slug`; in another format that format's name and the folder's. */
  id: z.string(),
  format: z.enum(specFormats),
  /** The prefix, `NNN`; empty in other formats. */
  number: z.string(),
  title: z.string(),
  folder: projectPathSchema,
  documents: z.array(documentSummarySchema),
  tasksDone: z.number().int().nonnegative(),
  tasksTotal: z.number().int().nonnegative(),
  /** Lines of its task lists that were not understood. */
  tasksUnread: z.number().int().nonnegative().optional(),
  /** Its task lists that are there and cannot be read, with the reason; each counts as one line of `tasksUnread`. */
  unreadableLists: z.array(z.object({ path: projectPathSchema, reason: z.string() })).optional(),
  progress: progressSchema,
});
export type FeatureSummary = z.infer<typeof featureSummarySchema>;

export const branchSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("branch"), name: z.string(), commit: z.string() }),
  z.object({ kind: z.literal("detached"), commit: z.string() }),
]);
export type Branch = z.infer<typeof branchSchema>;

/** All that the window shows of an open project, apart from the texts of its documents. */
export const projectSnapshotSchema = z.object({
  /** Names the project's folder of runs: a slug and a hash of the repository's path. */
  id: z.string(),
  name: z.string(),
  path: z.string(),
  /** Where it lies in its repository, if that holds it in a folder. Paths of documents begin with it. */
  within: projectPathSchema.optional(),
  /** Folders of other projects in the repository; told a while after it was opened. */
  inner: z.array(projectPathSchema).optional(),
  branch: branchSchema,
  /** The person allowed commands of this project to run. Kept outside the repository. */
  trusted: z.boolean(),
  /** By format, Spec Kit's first, then by number and name. */
  features: z.array(featureSummarySchema),
  constitution: projectPathSchema.optional(),
  /** Paths that differ from HEAD, untracked ones included. */
  uncommitted: z.array(z.string()),
  runs: z.array(runSummarySchema),
  /** Runs whose record cannot be read. */
  damagedRuns: z.array(damagedRunSchema),
});
export type ProjectSnapshot = z.infer<typeof projectSnapshotSchema>;

export const recentProjectSchema = z.object({
  path: z.string(),
  name: z.string(),
  /** ISO 8601. */
  openedAt: z.string(),
  missing: z.boolean(),
});
export type RecentProject = z.infer<typeof recentProjectSchema>;

const folder = z.object({ path: z.string().min(1).max(4096) });

const riskSchema = z.object({ key: z.string(), value: z.string() });

const projectRisksSchema = z.object({
  /** Of everything that is shown. */
  digest: z.string(),
  /** It is what the person trusted already. */
  trusted: z.boolean(),
  risks: z.array(riskSchema),
  /** What is new, and what is gone, since the person trusted this repository. */
  added: z.array(riskSchema).optional(),
  removed: z.array(riskSchema).optional(),
});

export const projectCalls = {
  /** The repository to open at once: named at launch, or the one that was open last. */
  "project.atStart": call(nothing, z.object({ open: z.string().nullable() })),
  "project.recent": call(nothing, z.array(recentProjectSchema)),
  "project.forget": call(folder, done),
  /**
   * The project that a run belongs to: the open one, or one that was opened lately; null when it is neither.
   * The open one is told of its runs anew.
   */
  "project.ofRun": call(z.object({ run: runIdSchema }), folder.nullable()),
  /** Where a sample project would go unless the person chooses otherwise. */
  "project.sampleFolder": call(nothing, z.object({ path: z.string() })),
  "project.open": call(folder, projectSnapshotSchema),
  /** The project that a folder belongs to, if it is the one that is open; for a caller without a window. */
  "project.ifOpen": call(folder, projectSnapshotSchema.nullable()),
  "project.createSample": call(folder, z.object({ path: z.string() })),
  /** `git init` in a folder that is no repository. */
  "project.initialise": call(folder, done),
  /** A first, empty commit in a repository that has none. */
  "project.firstCommit": call(folder, done),
  "project.snapshot": call(nothing, projectSnapshotSchema),
  /** What the repository's own git configuration would have git run; shown before trust is given. */
  "project.risks": call(nothing, projectRisksSchema),
  /** Trusts what was shown, by its digest; refused when the configuration is another by then. */
  "project.trust": call(z.object({ digest: z.string().max(128) }), done),
  "project.close": call(nothing, done),
  /** What the next feature's folder begins with, and the template of its spec where it is the project's. */
  "project.nextFeature": call(
    nothing,
    z.object({ prefix: z.string(), template: projectPathSchema.optional() }),
  ),
  /** A new feature with the next number and a spec from the project's template. */
  "project.createFeature": call(
    z.object({ title: z.string().trim().min(1).max(120) }),
    featureSummarySchema,
  ),
  /** A new document of a feature, from its template; refused with `file-exists` where there is one. */
  "project.createDocument": call(
    z.object({
      feature: z.string(),
      kind: z.enum(documentKinds.map(({ kind }) => kind)),
      /** A checklist's; the others have theirs. */
      name: z.string().max(200),
    }),
    z.object({ path: projectPathSchema }),
  ),
} as const;

export const projectEvents = {
  "project.changed": projectSnapshotSchema,
  /** Another window opened a repository. */
  "project.opened": z.object({ path: z.string() }),
  /** Another window closed the project. */
  "project.closed": z.object({}),
} as const;
