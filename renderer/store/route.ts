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
  | { readonly place: "run"; readonly run: string }
  /** A recording from elsewhere; `back` is what was shown before. Also shown without a project. */
  | { readonly place: "recording"; readonly recording: OtherRecording; readonly back: Route };

export const useRoute = create<{ readonly route: Route }>(() => ({
  route: { place: "overview" },
}));

/** Shows another place. */
export function go(route: Route): void {
  useRoute.setState({ route });
}

/** Shows a recording from elsewhere; closing it shows what is shown now. */
export function goToRecording(recording: OtherRecording): void {
  const { route } = useRoute.getState();
  go({ place: "recording", recording, back: route.place === "recording" ? route.back : route });
}
