import { call } from "../../store/bridge";
import { say, sayProblem } from "../../store/notices";
import { useProjectState } from "../../store/open-project";
import { go } from "../../store/route";
import type { Target } from "../editor/links";

/**
 * Follows links of a document: to another document in the app, outside after asking.
 * @param onHere goes to a heading of the same document
 */
export function useFollowLink(
  from: string,
  onHere: (anchor: string) => void,
): (target: Target) => void {
  return (target) => {
    switch (target.kind) {
      case "outside":
        call("app.openLink", { url: target.url }).catch(sayProblem);
        return;
      case "here":
        onHere(target.anchor);
        return;
      case "project":
        if (target.path === from) onHere(target.anchor);
        else goToDocument(target.path);
        return;
      case "nowhere":
        say("This link leads nowhere that can be opened from here.");
    }
  };
}

function goToDocument(path: string): void {
  const state = useProjectState.getState();
  if (state.status !== "open") return;
  const feature = state.project.features.find(({ documents }) =>
    documents.some((document) => document.path === path),
  );
  if (feature || state.project.constitution === path)
    go({ place: "document", feature: feature?.id, path });
  else say(`${path} is not one of the project’s documents.`);
}
