import { MarkdownImage } from "@shared/editor/schema";

/** Finds the shown address for an image's address; null when the image may not be shown. */
export type FindImage = (src: string) => Promise<string | null>;

/**
 * An image node that `find` loads from the project. The window never fetches the image's address itself. The
 * image's text is shown until the image is loaded, and when it cannot be.
 */
export const projectImage = (find: FindImage) =>
  MarkdownImage.extend({
    addNodeView() {
      return ({ node }) => {
        const src = String(node.attrs["src"] ?? "");
        const alt = String(node.attrs["alt"] ?? "");
        const dom = document.createElement("span");
        dom.className = "image";
        const missing = document.createElement("span");
        missing.className = "image-missing";
        missing.textContent = alt === "" ? `Image ${src}` : `Image: ${alt}`;
        missing.title = src;
        dom.append(missing);
        let shown = true;
        find(src).then(
          (url) => {
            if (!shown || url === null) return;
            const image = document.createElement("img");
            image.src = url;
            image.alt = alt;
            if (typeof node.attrs["title"] === "string") image.title = node.attrs["title"];
            dom.replaceChildren(image);
          },
          () => {
            missing.textContent += " (cannot be shown)";
          },
        );
        return {
          dom,
          ignoreMutation: () => true,
          update: (next) => next.type === node.type && next.attrs === node.attrs,
          destroy() {
            shown = false;
          },
        };
      };
    },
  });
