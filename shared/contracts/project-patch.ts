import type { FeatureSummary, ProjectChange, ProjectPatch, ProjectSnapshot } from "./project";

/**
 * Whether two values have the same data. Both must come from the same code, because the order of fields
 * counts.
 */
const same = (a: unknown, b: unknown): boolean =>
  a === b || JSON.stringify(a) === JSON.stringify(b);

/** The change that turns one snapshot of a project into another; empty when the snapshots are equal. */
export function changeOf(
  before: Omit<ProjectSnapshot, "revision">,
  after: Omit<ProjectSnapshot, "revision">,
): ProjectChange {
  const features = featuresChange(before.features, after.features);
  const uncommitted = pathsChange(before.uncommitted, after.uncommitted);
  const inner = after.inner ?? [];
  return {
    ...(same(before.branch, after.branch) ? {} : { branch: after.branch }),
    ...(before.trusted === after.trusted ? {} : { trusted: after.trusted }),
    ...(same(before.inner ?? [], inner) ? {} : { inner }),
    ...(before.constitution === after.constitution
      ? {}
      : { constitution: after.constitution ?? null }),
    ...(features === undefined ? {} : { features }),
    ...(uncommitted === undefined ? {} : { uncommitted }),
    ...(before.unlisted === after.unlisted ? {} : { unlisted: after.unlisted ?? null }),
  };
}

function featuresChange(before: readonly FeatureSummary[], after: readonly FeatureSummary[]) {
  const known = new Map(before.map((feature) => [feature.id, feature]));
  const changed = after.filter((feature) => !same(known.get(feature.id), feature));
  const order = after.map(({ id }) => id);
  const isReordered = !same(
    before.map(({ id }) => id),
    order,
  );
  if (changed.length === 0 && !isReordered) return undefined;
  return { changed, ...(isReordered ? { order } : {}) };
}

function pathsChange(before: readonly string[] | undefined, after: readonly string[] | undefined) {
  if (after === undefined) return undefined;
  if (before === undefined) return { added: [...after], removed: [] };
  const [had, has] = [new Set(before), new Set(after)];
  const added = after.filter((path) => !had.has(path));
  const removed = before.filter((path) => !has.has(path));
  return added.length + removed.length === 0 ? undefined : { added, removed };
}

/**
 * Applies a patch to a snapshot.
 * @returns the snapshot itself when it has the change already; undefined when a patch before this one is
 * missing
 */
export function patched(
  before: ProjectSnapshot,
  { path: _, revision, ...change }: ProjectPatch,
): ProjectSnapshot | undefined {
  if (revision <= before.revision) return before;
  if (revision !== before.revision + 1) return undefined;
  return { ...withChange(before, change), revision };
}

function withChange(
  { constitution: earlier, uncommitted: listed, unlisted: reason, ...before }: ProjectSnapshot,
  {
    features,
    uncommitted,
    unlisted = reason,
    constitution = earlier,
    branch,
    trusted,
    inner,
  }: ProjectChange,
): ProjectSnapshot {
  const list = uncommitted ? withPaths(listed ?? [], uncommitted) : listed;
  return {
    ...before,
    branch: branch ?? before.branch,
    trusted: trusted ?? before.trusted,
    ...(inner === undefined ? {} : { inner }),
    ...(constitution === null || constitution === undefined ? {} : { constitution }),
    features: features ? withFeatures(before.features, features) : before.features,
    ...(list && { uncommitted: list }),
    ...(unlisted === null || unlisted === undefined ? {} : { unlisted }),
  };
}

function withFeatures(
  before: FeatureSummary[],
  { changed, order }: NonNullable<ProjectChange["features"]>,
): FeatureSummary[] {
  const all = new Map([...before, ...changed].map((feature) => [feature.id, feature]));
  return (order ?? before.map(({ id }) => id)).flatMap((id) => all.get(id) ?? []);
}

/** Applies a change to a sorted list of paths. Sorted by UTF-16 unit, as git's paths are in a snapshot. */
export function withPaths(
  before: readonly string[],
  { added, removed }: { readonly added: readonly string[]; readonly removed: readonly string[] },
): string[] {
  const gone = new Set(removed);
  return [...new Set([...before.filter((path) => !gone.has(path)), ...added])].sort();
}
