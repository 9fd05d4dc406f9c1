import { type Need, needsYou } from "@shared/runs/needs-you";
import { useMemo } from "react";
import { useQueue } from "./queue";
import { go, type Route } from "./route";
import { useRuns, useRunsToDecide } from "./runs";

/** All that waits for the person, in the order in which to go to it. */
export function useNeeds(): readonly Need[] {
  const runs = useRuns();
  const toDecide = useRunsToDecide();
  const entries = useQueue()?.entries;
  return useMemo(() => needsYou(runs, toDecide, entries), [runs, toDecide, entries]);
}

/** Shows the place where the person settles a need. */
export const goToNeed = (need: Need): void =>
  go(need.kind === "refused" ? { place: "all-runs" } : { place: "run", run: need.run });

/** The key of the need that a place shows; undefined for other places. */
export function needAt(route: Route): string | undefined {
  if (route.place === "run") return route.run;
  return route.place === "all-runs" ? "refused" : undefined;
}
