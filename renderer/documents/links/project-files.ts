import { call } from "../../store/bridge";
import { say, sayProblem } from "../../store/notices";
import { useProjectState } from "../../store/project";
import { go } from "../../store/route";
import type { FindImage } from "../editor/images";
import { resolveLink, type Target } from "../editor/links";
import type { ImageOptions } from "../images/files";

/** Shows the images of the project that stand beside a document; nothing is fetched from elsewhere. */
export const projectImageFinder =
  (from: string): FindImage =>
  async (src) => {
    if (/^data:image\/(?:png|jpeg|gif|webp|svg\+xml);/i.test(src)) return src;
    const target = resolveLink(src, from);
    if (target.kind !== "project") return null;
    return (await call("documents.image", { path: target.path }))?.url ?? null;
  };

/** Saves images beside a document, in the folder `assets` of its feature. */
export const imageSaver = (document: string): ImageOptions => ({
  async save(file) {
    // It is refused for its size before all of it is read.
    const bytes = new Uint8Array(await file.slice(0, 20_000_001).arrayBuffer());
    return (await call("documents.saveImage", { document, name: file.name, bytes })).href;
  },
  report: sayProblem,
});

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
