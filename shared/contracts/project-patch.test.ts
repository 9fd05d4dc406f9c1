import fc from "fast-check";
import { expect, test } from "vitest";
import { aProject, aTop } from "../base/testing";
import type { FeatureSummary, ProjectSnapshot } from "./project";
import { changeOf, patched } from "./project-patch";

const feature = (id: string, title: string): FeatureSummary => ({
  id,
  format: "spec-kit",
  number: id,
  title,
  folder: `specs/${id}`,
  documents: [],
  tasksDone: 0,
  tasksTotal: 0,
  progress: { step: "specify", questions: 0, phases: [] },
});

const snapshots = fc
  .record({
    features: fc.uniqueArray(
      fc.tuple(fc.constantFrom("001", "002", "003", "004"), fc.constantFrom("A", "B")),
      { selector: ([id]) => id },
    ),
    uncommitted: fc.option(fc.uniqueArray(fc.constantFrom("a", "b", "c", "d")), { nil: undefined }),
    constitution: fc.constantFrom(undefined, "c.md", "d.md"),
    inner: fc.option(fc.subarray(["one", "two"], { minLength: 1 }), { nil: undefined }),
    commit: fc.constantFrom("1", "2"),
    trusted: fc.boolean(),
    unlisted: fc.constantFrom(undefined, "git is missing", "the index is damaged"),
  })
  .map(
    ({
      features,
      uncommitted,
      constitution,
      inner,
      commit,
      trusted,
      unlisted,
    }): ProjectSnapshot => ({
      id: aProject("p"),
      name: "p",
      path: aTop("/p"),
      revision: 0,
      branch: { kind: "branch", name: "main", commit },
      trusted,
      features: features.map(([id, title]) => feature(id, title)),
      ...(constitution === undefined ? {} : { constitution }),
      ...(inner === undefined ? {} : { inner }),
      ...(uncommitted && { uncommitted: uncommitted.sort() }),
      ...(unlisted === undefined ? {} : { unlisted }),
    }),
  );

test("a window that applies each change has the engine's snapshot", () => {
  fc.assert(
    fc.property(snapshots, snapshots, (before, read) => {
      // A list that was read once is never missing again.
      const { uncommitted } = { uncommitted: before.uncommitted, ...read };
      const after = { ...read, ...(uncommitted && { uncommitted }) };
      const made = patched(before, { path: aTop("/p"), revision: 1, ...changeOf(before, after) });
      expect({ ...made, inner: made?.inner ?? [] }).toEqual({
        ...after,
        inner: after.inner ?? [],
        revision: 1,
      });
    }),
  );
});

test("a change that a window has already is ignored, and a missing one is noticed", () => {
  fc.assert(
    fc.property(snapshots, snapshots, (one, other) => {
      const here = { ...one, revision: 5 };
      const change = changeOf(one, other);
      expect(patched(here, { path: aTop("/p"), revision: 5, ...change })).toBe(here);
      expect(patched(here, { path: aTop("/p"), revision: 7, ...change })).toBeUndefined();
      expect(changeOf(one, one)).toEqual({});
    }),
  );
});
