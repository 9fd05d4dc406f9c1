import type { RunId } from "@shared/base/ids";
import type { RunSummary } from "@shared/runs/summary";
import { waitsFor } from "@shared/runs/words";

/** The most tiles that are shown at once. */
export const tilesOnPage = 6;

/**
 * The order of the live runs in the grid: those that wait for the person first, then by start.
 * @param kept an earlier order that must stay, because the person types into a tile; new runs come last
 */
export function tileOrder(runs: readonly RunSummary[], kept?: readonly RunId[]): RunSummary[] {
  const sorted = [...runs].sort(
    (a, b) =>
      Number(waitsFor(b.state) !== undefined) - Number(waitsFor(a.state) !== undefined) ||
      (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0) ||
      (a.id < b.id ? -1 : 1),
  );
  if (kept === undefined) return sorted;
  const place = (run: RunSummary) => {
    const at = kept.indexOf(run.id);
    return at < 0 ? kept.length : at;
  };
  return sorted.sort((a, b) => place(a) - place(b));
}

/** Columns of a page of tiles: 1 × 1, 2 × 1, 2 × 2, 3 × 2. */
export const columnsFor = (tiles: number): number => (tiles <= 1 ? 1 : tiles <= 4 ? 2 : 3);

/**
 * The tile that an arrow leads to.
 * @param at the tile's index on its page
 * @returns undefined for other keys and at the edge
 */
export function neighbour(key: string, at: number, tiles: number): number | undefined {
  const columns = columnsFor(tiles);
  const to =
    key === "ArrowLeft" && at % columns > 0
      ? at - 1
      : key === "ArrowRight" && at % columns < columns - 1
        ? at + 1
        : key === "ArrowUp"
          ? at - columns
          : key === "ArrowDown"
            ? at + columns
            : -1;
  return to >= 0 && to < tiles ? to : undefined;
}
