import fc from "fast-check";
import { expect, test } from "vitest";
import { pairByPath } from "./pair-by-path";

const entries = (side: string) =>
  fc
    .array(fc.constantFrom("a", "a.b", "a/b", "b", "\u00ff"), { maxLength: 8 })
    .map((paths) => paths.map((path, n) => ({ path, id: `${side}${n}` })));

test("each path of two lists in any order has the last entry of each list", () => {
  fc.assert(
    fc.property(entries("l"), entries("r"), fc.boolean(), (left, right, sorted) => {
      const byPath = (a: { path: string }, b: { path: string }) =>
        a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
      const lists = sorted
        ? ([left.sort(byPath), right.sort(byPath)] as const)
        : ([left, right] as const);
      const pairs: [string, string | undefined, string | undefined][] = [];
      pairByPath(...lists, (mine, its) => {
        pairs.push([(mine ?? its)?.path ?? "", mine?.id, its?.id]);
      });
      const [mine, its] = lists.map((list) => new Map(list.map(({ path, id }) => [path, id])));
      const paths = [...new Set([...left, ...right].map(({ path }) => path))].sort();
      expect(pairs).toEqual(paths.map((path) => [path, mine?.get(path), its?.get(path)]));
    }),
  );
});
