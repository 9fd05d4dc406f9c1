/** A moment that something is kept for: its number, and when it was, in seconds. */
export interface Moment {
  readonly seq: number;
  readonly time: number;
}

/**
 * Chooses which moments stay when there are more than should be. The first and the last always stay, and the
 * one that each of some times shows: the last that is not after it. Of the others those go first that lie close
 * to the one before them for how long ago they are, so that what stays is dense towards the end and
 * exponentially sparser before.
 * @param moments in order of their times
 * @param times of what else happened
 * @param most how many stay; at least 2
 * @returns in order
 */
export function thin<T extends Moment>(
  moments: readonly T[],
  times: readonly number[],
  most: number,
): T[] {
  const last = moments.at(-1);
  if (last === undefined || moments.length <= most) return [...moments];
  const shown = new Set(times.map((time) => moments.findLast((each) => each.time <= time)?.seq));
  const kept = [...moments];
  while (kept.length > Math.max(2, most)) {
    let worst = { at: -1, worth: Number.POSITIVE_INFINITY };
    for (let at = 1; at < kept.length - 1; at += 1) {
      const worth = worthOf(kept, at, last.time, shown);
      if (worth < worst.worth) worst = { at, worth };
    }
    kept.splice(worst.at, 1);
  }
  return kept;
}

/** What shows another event outweighs every gap, and gives way only to the number that may stay. */
const forEvent = 1e9;

/** How wide the gap would be without the moment, measured by how long ago it is. */
function worthOf(
  kept: readonly Moment[],
  at: number,
  now: number,
  shown: ReadonlySet<number | undefined>,
): number {
  const [before, here, after] = [kept[at - 1], kept[at], kept[at + 1]];
  if (!before || !here || !after) return Number.POSITIVE_INFINITY;
  const gap = (after.time - before.time) / (1 + now - here.time);
  return shown.has(here.seq) ? forEvent + gap : gap;
}
