import { call } from "../../store/bridge";
import { sayProblem } from "../../store/notices";
import type { FindImage } from "../editor/images";
import { resolveLink } from "../editor/links";
import type { ImageOptions } from "./files";

/** Shows the project's images from the document's relative addresses. Nothing is fetched from elsewhere. */
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
    // Reads only one byte more than the limit: a larger file is refused without reading all of it.
    const bytes = new Uint8Array(await file.slice(0, 20_000_001).arrayBuffer());
    return (await call("documents.saveImage", { document, name: file.name, bytes })).href;
  },
  report: sayProblem,
});
