import { createHash } from "node:crypto";
import type { RunId } from "@shared/base/ids";
import type { TaskRevision } from "@shared/contracts/revision";
import type { CreatedEvent } from "@shared/runs/event";
import type { RunSummary } from "@shared/runs/summary";
import { isUndecided } from "@shared/runs/words";
import {
  type Change,
  type Claims,
  changesFor,
  claimsOf,
  compareClaims,
} from "@shared/specs/compare-specs";
import { featurePlace, formats } from "@shared/specs/formats";
import { inFolder, innerId } from "@shared/specs/inner-project";
import { parseTasks, type Task } from "@shared/tasks/parse-tasks";
import type { ProjectFiles } from "../files/project-files";
import { type BlamedLine, blame } from "../git/blame";
import { readBranch } from "../git/inspect";
import type { Repository } from "../git/repository";
import { readTexts } from "../git/show";
import { textOf } from "./text-of";

/** The number of cached versions of specs and task lists. */
const remembered = 200;

/** The texts on which a project's tasks rest, computed from git and the runs on each request. */
export interface Revisions {
  /**
   * The tasks of a feature that rest on another text than the current spec. An undecided or approved run rests on
   * the commit from which it started; every other task rests on the commit of its line. An uncommitted line rests
   * on the current text. Only Spec Kit's format has IDs that tasks name.
   * @param id the feature's id
   * @param runs the project's runs, the latest first
   * @throws {Problem} as git
   */
  read(id: string, runs: readonly RunSummary[]): Promise<TaskRevision[]>;
}

interface Version {
  /** The digest of the text without differences of line ends. */
  readonly digest: string;
  readonly claims: Claims;
}

/** The text on which a task rests: a name for `readTexts`, and its origin. */
interface Basis {
  readonly task: Task;
  readonly rests: TaskRevision["rests"];
  readonly commit: string;
  readonly name: string;
}

/**
 * @param created the first event of a run
 * @param within the project's folder in the repository; empty for the whole repository
 */
export function openRevisions(
  repository: () => Repository,
  files: ProjectFiles,
  created: (run: RunId) => CreatedEvent,
  within = "",
): Revisions {
  // Keyed by names that always mean the same text: a blob's id, or a commit's id with a path.
  const versions = new Map<string, Version | undefined>();
  const blamed = new Map<string, BlamedLine[]>();

  const linesAt = async (commit: string, path: string): Promise<BlamedLine[]> => {
    const key = `${commit}:${path}`;
    const known = blamed.get(key);
    if (known) return known;
    const lines = (await blame(repository(), commit, path)) ?? [];
    keep(blamed, key, lines);
    return lines;
  };

  const load = async (names: ReadonlySet<string>): Promise<Map<string, Version | undefined>> => {
    const missing = [...names].filter((name) => !versions.has(name));
    const texts = await readTexts(repository(), missing);
    const loaded = new Map([...names].map((name) => [name, versions.get(name)]));
    for (const name of missing) {
      const text = texts.get(name);
      const version = text === undefined ? undefined : versionOf(text);
      loaded.set(name, version);
      keep(versions, name, version);
    }
    return loaded;
  };

  return {
    async read(id, runs) {
      const { format, folder: place } = featurePlace(id.slice(innerId(within, "").length));
      const folder = inFolder(within, place);
      if (format !== "spec-kit") return [];
      const facts = formats["spec-kit"];
      const tasksPath = `${folder}/${facts.tasks}`;
      const [spec, list, { commit }] = await Promise.all([
        textOf(files, `${folder}/${facts.spec}`),
        textOf(files, tasksPath),
        readBranch(repository()),
      ]);
      if (spec === undefined || list === undefined) return [];
      const { tasks } = parseTasks(list, tasksPath);
      const own = runs.filter((run) => run.feature === id);
      const ofRuns = tasks.map((task) => runBasis(task, own, created));
      // Git's history is only needed for tasks without a run.
      const lines = ofRuns.includes(undefined) ? await linesAt(commit, tasksPath) : [];
      const ofLines = lineBases(lines, facts.spec);
      const bases = tasks.flatMap((task, index) => {
        const basis = ofRuns[index] ?? ofLines.get(task.raw);
        return basis === undefined ? [] : [{ ...basis, task }];
      });
      const then = await load(new Set(bases.map(({ name }) => name)));
      return compareAll(bases, then, versionOf(spec));
    },
  };
}

function compareAll(
  bases: readonly Basis[],
  versions: ReadonlyMap<string, Version | undefined>,
  now: Version,
): TaskRevision[] {
  const changesSince = new Map<string, Change[]>();
  return bases.flatMap(({ task, rests, commit, name }): TaskRevision[] => {
    const then = versions.get(name);
    if (then === undefined || then.digest === now.digest) return [];
    const all = changesSince.get(name) ?? compareClaims(then.claims, now.claims);
    changesSince.set(name, all);
    const namesNothing = task.requirements.length === 0 && task.story === undefined;
    if (namesNothing && rests === "approved")
      return [{ task: task.id, rests, commit, changes: all }];
    const changes = changesFor(all, task);
    // A task without a run rests only on the requirements that it names, not on the whole text.
    return changes.length === 0 && rests !== "approved"
      ? []
      : [{ task: task.id, rests, commit, changes }];
  });
}

function runBasis(
  task: Task,
  runs: readonly RunSummary[],
  created: (run: RunId) => CreatedEvent,
): Omit<Basis, "task"> | undefined {
  const own = runs.filter((run) => run.task.id === task.id);
  const approved = task.done ? own.find(({ state }) => state.phase === "approved") : undefined;
  const run = own.find(isUndecided) ?? approved;
  if (run === undefined) return undefined;
  const { base, specBlob } = created(run.id);
  return { rests: run === approved ? "approved" : "run", commit: base, name: specBlob };
}

/**
 * Finds the commits of lines by their text. A line that was edited since is not found, and rests on the current
 * text.
 */
function lineBases(
  lines: readonly BlamedLine[],
  spec: string,
): ReadonlyMap<string, Omit<Basis, "task">> {
  return new Map(
    lines.map(({ text, commit, path }) => {
      const folder = path.slice(0, path.lastIndexOf("/") + 1);
      const basis = { rests: "line", commit, name: `${commit}:${folder}${spec}` } as const;
      return [text.replace(/\r$/, ""), basis];
    }),
  );
}

function versionOf(text: string): Version {
  const plain = text.replace(/\r\n?/g, "\n");
  return { digest: createHash("sha256").update(plain).digest("hex"), claims: claimsOf(plain) };
}

function keep<T>(known: Map<string, T>, key: string, value: T): void {
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > remembered && oldest !== undefined) known.delete(oldest);
}
