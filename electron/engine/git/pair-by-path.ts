interface Named {
  /** Its bytes, each as one character (latin1). */
  readonly path: string;
}

/**
 * Calls a function for each path of two lists, with the entry of each list. Lists in the order of an index are walked
 * side by side, because a table of 100,000 paths takes longer to make than all of git's own work. Of several entries
 * of one path in a list the last counts.
 */
export function pairByPath<L extends Named, R extends Named>(
  left: readonly L[],
  right: readonly R[],
  each: (left: L | undefined, right: R | undefined) => void,
): void {
  const [ours, theirs] = [inOrder(left), inOrder(right)];
  let at = 0;
  let other = 0;
  while (at < ours.length || other < theirs.length) {
    const mine = ours[at];
    const its = theirs[other];
    const isMine = mine !== undefined && (its === undefined || mine.path <= its.path);
    const isIts = its !== undefined && (mine === undefined || its.path <= mine.path);
    if (isMine) at += 1;
    if (isIts) other += 1;
    each(isMine ? mine : undefined, isIts ? its : undefined);
  }
}

/** The list itself, if each path is greater than the one before. */
function inOrder<T extends Named>(list: readonly T[]): readonly T[] {
  const isOrdered = list.every(({ path }, n) => n === 0 || (list[n - 1]?.path ?? "") < path);
  if (isOrdered) return list;
  const last = new Map(list.map((entry) => [entry.path, entry]));
  return [...last.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}
