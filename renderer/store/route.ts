import type { OtherRecording } from "@shared/contracts/recordings";
import { create } from "zustand";

/** What the main pane shows. */
export type Route =
  | { readonly place: "overview" }
  /** A document; `feature` is undefined for the project's own, such as the constitution. */
  | { readonly place: "document"; readonly feature: string | undefined; readonly path: string }
  /** `task` is the card that gets the focus. */
  | { readonly place: "board"; readonly feature: string; readonly task?: string | undefined }
  | { readonly place: "runs"; readonly feature: string }
  /** `at` is the moment to show, in seconds since the recording's start. */
  | { readonly place: "run"; readonly run: string; readonly at?: number | undefined }
  /** Two runs of one task. */
  | { readonly place: "compare"; readonly left: string; readonly right: string }
  /** Looks through all recordings; `text` is what is looked for at once. */
  | { readonly place: "search"; readonly text: string }
  /** A recording from elsewhere; `back` is what was shown before. Also shown without a project. */
  | {
      readonly place: "recording";
      readonly recording: OtherRecording;
      readonly at?: number | undefined;
      readonly back: Route;
    };

export const useRoute = create<{ readonly route: Route }>(() => ({
  route: { place: "overview" },
}));

/** Shows another place. */
export function go(route: Route): void {
  useRoute.setState({ route });
}

/** Shows a recording from elsewhere; closing it shows what is shown now. */
export function goToRecording(recording: OtherRecording, at?: number): void {
  const { route } = useRoute.getState();
  go({ place: "recording", recording, at, back: route.place === "recording" ? route.back : route });
}
