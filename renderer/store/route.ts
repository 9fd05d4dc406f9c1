import { create } from "zustand";

/** What the main pane shows. */
export type Route =
  | { readonly place: "overview" }
  /** A document; `feature` is undefined for the project's own, such as the constitution. */
  | { readonly place: "document"; readonly feature: string | undefined; readonly path: string }
  /** `task` is the card that gets the focus. */
  | { readonly place: "board"; readonly feature: string; readonly task?: string | undefined }
  | { readonly place: "runs"; readonly feature: string }
  | { readonly place: "run"; readonly run: string };

export const useRoute = create<{ readonly route: Route }>(() => ({
  route: { place: "overview" },
}));

/** Shows another place. */
export function go(route: Route): void {
  useRoute.setState({ route });
}
