import { z } from "zod";
import { projectIdSchema, projectTopSchema, runIdSchema } from "../base/ids";
import { documentKinds } from "../specs/documents";
import { specFormats } from "../specs/formats";
import { steps } from "../specs/progress";
import { call, done, nothing } from "./call";

/** A path in a project: relative, with forward slashes, without `..`. */
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
  /** The name on the document's tab: Spec, Plan, Tasks, or the file's own name. */
  title: z.string(),
});
export type DocumentSummary = z.infer<typeof documentSummarySchema>;

/** A feature's progress; see `progressOf` of shared/specs. */
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

/** One `specs/NNN-slug/` folder, or the equivalent in the format of another tool. */
export const featureSummarySchema = z.object({
  /** The folder's name, `NNN-slug`; in another format, the name of that format and of the folder. */
  id: z.string(),
  format: z.enum(specFormats),
  /** The prefix, `NNN`; empty in other formats. */
  number: z.string(),
  title: z.string(),
  folder: projectPathSchema,
  documents: z.array(documentSummarySchema),
  tasksDone: z.number().int().nonnegative(),
  tasksTotal: z.number().int().nonnegative(),
  /** The number of lines in its task lists that were not understood. */
  tasksUnread: z.number().int().nonnegative().optional(),
  /**
   * Its task lists that exist but cannot be read, with the reason. Each counts as one line of `tasksUnread`.
   */
  unreadableLists: z.array(z.object({ path: projectPathSchema, reason: z.string() })).optional(),
  progress: progressSchema,
});
export type FeatureSummary = z.infer<typeof featureSummarySchema>;

export const branchSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("branch"), name: z.string(), commit: z.string() }),
  z.object({ kind: z.literal("detached"), commit: z.string() }),
]);
export type Branch = z.infer<typeof branchSchema>;

/** The content of an open project that the window shows, except the texts of its documents. */
export const projectSnapshotSchema = z.object({
  /** The name of the project's folder of runs: a slug and a hash of the repository's path. */
  id: projectIdSchema,
  name: z.string(),
  path: projectTopSchema,
  /**
   * The project's folder in its repository, if it is not the repository's root. Paths of documents begin with
   * it.
   */
  within: projectPathSchema.optional(),
  /** The folders of other projects in the repository. Found some time after opening. */
  inner: z.array(projectPathSchema).optional(),
  branch: branchSchema,
  /** Whether the person allowed commands of this project to run. Stored outside the repository. */
  trusted: z.boolean(),
  /** By format, Spec Kit first; then by number and name. */
  features: z.array(featureSummarySchema),
  constitution: projectPathSchema.optional(),
  /** Paths that differ from HEAD, including untracked ones. Missing until git has looked at the files. */
  uncommitted: z.array(z.string()).optional(),
  /** Why git gave no list of uncommitted paths at its last reading; `uncommitted` is then an earlier list. */
  unlisted: z.string().optional(),
  /** The number of changes since the project was opened. */
  revision: z.number().int().nonnegative(),
});
export type ProjectSnapshot = z.infer<typeof projectSnapshotSchema>;

/** The changed parts of a snapshot. A part that is left out is unchanged. */
const projectChangeSchema = z.object({
  branch: branchSchema.optional(),
  trusted: z.boolean().optional(),
  inner: z.array(projectPathSchema).optional(),
  /** Null when the project no longer has one. */
  constitution: projectPathSchema.nullable().optional(),
  /**
   * The changed and new features. `order` has the IDs of all features, when features were added, removed or
   * moved.
   */
  features: z
    .object({ changed: z.array(featureSummarySchema), order: z.array(z.string()).optional() })
    .optional(),
  /** The change of the list of uncommitted paths; also without a path, when the list was missing before. */
  uncommitted: z.object({ added: z.array(z.string()), removed: z.array(z.string()) }).optional(),
  /** Null when git reads the files again. */
  unlisted: z.string().nullable().optional(),
});
export type ProjectChange = z.infer<typeof projectChangeSchema>;

const projectPatchSchema = projectChangeSchema.extend({
  path: projectTopSchema,
  /** The snapshot's revision after this change. */
  revision: z.number().int().positive(),
});
export type ProjectPatch = z.infer<typeof projectPatchSchema>;

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
  /** The digest of everything that is shown. */
  digest: z.string(),
  /** Whether the person has already trusted this configuration. */
  trusted: z.boolean(),
  risks: z.array(riskSchema),
  /** The lines that were added, and those that were removed, since the person trusted this repository. */
  added: z.array(riskSchema).optional(),
  removed: z.array(riskSchema).optional(),
});

export const projectCalls = {
  /** The repository to open at launch: the one named on the command line, or the last one that was open. */
  "project.atStart": call(nothing, z.object({ open: z.string().nullable() })),
  "project.recent": call(nothing, z.array(recentProjectSchema)),
  "project.forget": call(folder, done),
  /**
   * The project that a run belongs to: the open project, or one that was opened recently; otherwise null. The
   * open project's list of runs is sent again.
   */
  "project.ofRun": call(z.object({ run: runIdSchema }), folder.nullable()),
  /** The default folder for a sample project. */
  "project.sampleFolder": call(nothing, z.object({ path: z.string() })),
  "project.open": call(folder, projectSnapshotSchema),
  /** The project of a folder, if that project is open; for a caller without a window. */
  "project.ifOpen": call(folder, projectSnapshotSchema.nullable()),
  "project.createSample": call(folder, z.object({ path: z.string() })),
  /** Runs `git init` in a folder that is no repository. */
  "project.initialise": call(folder, done),
  /** Makes a first, empty commit in a repository without commits. */
  "project.firstCommit": call(folder, done),
  "project.snapshot": call(nothing, projectSnapshotSchema),
  /**
   * The commands that the repository's own git configuration would make git run; shown before trust is given.
   */
  "project.risks": call(nothing, projectRisksSchema),
  /** Trusts the configuration with this digest; refused when the configuration has changed since. */
  "project.trust": call(z.object({ digest: z.string().max(128) }), done),
  "project.close": call(nothing, done),
  /** The prefix of the next feature's folder, and the path of the spec template if the project has one. */
  "project.nextFeature": call(
    nothing,
    z.object({ prefix: z.string(), template: projectPathSchema.optional() }),
  ),
  /** Creates a feature with the next number and a spec from the template. */
  "project.createFeature": call(
    z.object({ title: z.string().trim().min(1).max(120) }),
    featureSummarySchema,
  ),
  /** Creates a document of a feature from its template; refused with `file-exists` when it exists. */
  "project.createDocument": call(
    z.object({
      feature: z.string(),
      kind: z.enum(documentKinds.map(({ kind }) => kind)),
      /** The name of a checklist; other kinds have fixed names. */
      name: z.string().max(200),
    }),
    z.object({ path: projectPathSchema }),
  ),
} as const;

export const projectEvents = {
  /** The change since the previous such event; empty when the project was read again without a difference. */
  "project.changed": projectPatchSchema,
  /** Another window opened a repository. */
  "project.opened": z.object({ path: z.string() }),
  /** Another window closed the project. */
  "project.closed": z.object({}),
} as const;
