import type { Nodes } from "mdast";

/** A node's position is not part of its meaning. */
const places = new Set(["position"]);

/**
 * Whether two mdast trees have the same meaning, at any positions in their texts.
 * @param leaving names of further fields that may differ
 */
export function sameTree(a: Nodes, b: Nodes, leaving: ReadonlySet<string> = new Set()): boolean {
  const same = (one: unknown, two: unknown): boolean => {
    if (one === two) return true;
    if (typeof one !== "object" || typeof two !== "object" || one === null || two === null)
      return false;
    if (Array.isArray(one))
      return (
        Array.isArray(two) &&
        one.length === two.length &&
        one.every((each, index) => same(each, two[index]))
      );
    const [left, right] = [fields(one), fields(two)];
    return (
      left.length === right.length &&
      left.every(([name, value], index) => {
        const other = right[index];
        return name === other?.[0] && same(value, other[1]);
      })
    );
  };
  const fields = (node: object) =>
    Object.entries(node)
      .filter(([name, value]) => value != null && !places.has(name) && !leaving.has(name))
      .sort(([one], [two]) => (one < two ? -1 : 1));
  return same(a, b);
}
