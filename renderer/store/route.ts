import type { RunId } from "@shared/base/ids";
import type { OtherRecording } from "@shared/contracts/recordings";
import { create } from "zustand";

/** The place in the main pane. */
export type Route =
  | { readonly place: "overview" }
  /** A document. `feature` is undefined for the project's own documents, such as the constitution. */
  | {
      readonly place: "document";
      readonly feature: string | undefined;
      readonly path: string;
      /** A requirement, story or task whose definition is to be shown. The definition may be in another document. */
      readonly id?: string | undefined;
    }
  /** `task` is the card that gets the focus. */
  | { readonly place: "board"; readonly feature: string; readonly task?: string | undefined }
  | { readonly place: "runs"; readonly feature: string }
  /** The runs of all features. `run` is the tile that gets the focus. */
  | { readonly place: "all-runs"; readonly run?: RunId | undefined }
  /** `at` is the moment to show, in seconds since the recording's start. */
  | { readonly place: "run"; readonly run: RunId; readonly at?: number | undefined }
  /** Two runs of one task. */
  | { readonly place: "compare"; readonly left: RunId; readonly right: RunId }
  /** What holds for every project: the agents of this machine. */
  | { readonly place: "settings" }
  /** The search in all recordings. A `text` is searched at once. */
  | { readonly place: "search"; readonly text: string }
  /** A recording from elsewhere; `back` is the place before. Also shown without a project. */
  | {
      readonly place: "recording";
      readonly recording: OtherRecording;
      readonly at?: number | undefined;
      readonly back: Route;
    };

/** The place on screen, and the places before and after it, for Back and Forward. */
interface Visited {
  readonly route: Route;
  /** The last one is the latest. */
  readonly before: readonly Route[];
  /** The first one is the next. */
  readonly after: readonly Route[];
}

/** The number of places that Back remembers. */
const remembered = 100;

export const useRoute = create<Visited>(() => ({
  route: { place: "overview" },
  before: [],
  after: [],
}));

/** Shows another place. Back leads to the current one. */
export function go(route: Route): void {
  useRoute.setState(({ route: left, before }) =>
    isSamePlace(left, route)
      ? { route }
      : { route, before: [...before, left].slice(-remembered), after: [] },
  );
}

/**
 * Shows a place instead of the current one, which was removed or not chosen by the person. Back does not lead
 * to it.
 */
export function goInstead(route: Route): void {
  useRoute.setState({ route });
}

/** Forgets all places, because another project is open. */
export function startRoutes(route: Route): void {
  useRoute.setState({ route, before: [], after: [] });
}

/**
 * The place that Back or Forward leads to; undefined without one.
 * @param fits whether a place still exists; other places are skipped
 */
export function placeTo(
  direction: "back" | "forward",
  visited: Visited,
  fits: (route: Route) => boolean,
): Route | undefined {
  return direction === "back" ? visited.before.findLast(fits) : visited.after.find(fits);
}

/** Goes to the last place before the current one that still exists. Does nothing without one. */
export function goBack(fits: (route: Route) => boolean): void {
  const visited = useRoute.getState();
  const { route: left, before, after } = visited;
  const route = placeTo("back", visited, fits);
  if (!route) return;
  useRoute.setState({
    route,
    before: before.slice(0, before.lastIndexOf(route)),
    after: [left, ...after],
  });
}

/** Undoes the last Back. Does nothing without one. */
export function goForward(fits: (route: Route) => boolean): void {
  const visited = useRoute.getState();
  const { route: left, before, after } = visited;
  const route = placeTo("forward", visited, fits);
  if (!route) return;
  useRoute.setState({
    route,
    before: [...before, left],
    after: after.slice(after.indexOf(route) + 1),
  });
}

/** Whether two routes show one place. The card or the moment may differ. */
function isSamePlace(a: Route, b: Route): boolean {
  switch (a.place) {
    case "overview":
    case "all-runs":
    case "settings":
      return b.place === a.place;
    case "document":
      return b.place === "document" && a.path === b.path;
    case "board":
    case "runs":
      return b.place === a.place && a.feature === b.feature;
    case "run":
      return b.place === "run" && a.run === b.run;
    case "compare":
      return b.place === "compare" && a.left === b.left && a.right === b.right;
    case "search":
      return b.place === "search";
    case "recording":
      return b.place === "recording" && a.recording === b.recording;
  }
}

/** Shows a recording from elsewhere. Closing the recording returns to the current place. */
export function goToRecording(recording: OtherRecording, at?: number): void {
  const { route } = useRoute.getState();
  go({ place: "recording", recording, at, back: route.place === "recording" ? route.back : route });
}
