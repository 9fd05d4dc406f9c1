import { diagramName, drawingProblem, sizeOf } from "./diagram-words";
import "./diagram.css";

/** Milliseconds from the last key to the drawing. */
const drawDelay = 400;

/** A drawing of the Mermaid source above it. */
export interface Diagram {
  readonly dom: HTMLElement;
  /** The source may have changed. */
  look(): void;
  destroy(): void;
}

let serial = 0;

/**
 * Draws Mermaid source as a picture, in which no script runs and which fetches nothing. The picture is drawn
 * when it comes near the visible part of the page, and again when the source or the theme changes.
 * @param source returns the text to draw; undefined when the block no longer exists
 */
export function createDiagram(source: () => string | undefined): Diagram {
  const dom = document.createElement("figure");
  dom.className = "diagram";
  dom.contentEditable = "false";
  const picture = document.createElement("div");
  picture.className = "diagram-picture";
  const problem = document.createElement("p");
  problem.className = "diagram-problem";
  problem.setAttribute("role", "status");
  dom.append(picture, problem);

  const dark = matchMedia("(prefers-color-scheme: dark)");
  let drawn: string | undefined;
  let near = false;
  let isDestroyed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const draw = async () => {
    const text = source() ?? "";
    const face = `${dark.matches} ${text}`;
    if (!near || isDestroyed || face === drawn) return;
    drawn = face;
    if (text.trim() === "") return show(undefined, "");
    try {
      const svg = await drawMermaid(text, dark.matches);
      if (drawn === face && !isDestroyed) show(svg, "", diagramName(text));
    } catch (error) {
      if (drawn === face && !isDestroyed) show(undefined, drawingProblem(error));
    }
  };

  const show = (svg: string | undefined, why: string, name = "") => {
    problem.textContent = why;
    picture.replaceChildren();
    picture.removeAttribute("tabindex");
    if (svg === undefined) return;
    const image = document.createElement("img");
    const size = sizeOf(svg);
    if (size) {
      image.width = size.width;
      image.height = size.height;
    }
    image.alt = name;
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
    picture.append(image);
    // A scrolling element must be reachable by keyboard.
    if (picture.scrollWidth > picture.clientWidth || picture.scrollHeight > picture.clientHeight) {
      picture.tabIndex = 0;
      picture.setAttribute("role", "group");
      picture.setAttribute("aria-label", name);
    }
  };

  const now = () => void draw();
  const watcher = new IntersectionObserver(
    (entries) => {
      near = entries.at(-1)?.isIntersecting ?? false;
      now();
    },
    { rootMargin: "300px" },
  );
  watcher.observe(dom);
  dark.addEventListener("change", now);

  return {
    dom,
    look() {
      if (drawn === undefined || `${dark.matches} ${source() ?? ""}` === drawn) return;
      clearTimeout(timer);
      timer = setTimeout(now, drawDelay);
    },
    destroy() {
      isDestroyed = true;
      clearTimeout(timer);
      watcher.disconnect();
      dark.removeEventListener("change", now);
    },
  };
}

/** @throws Mermaid's error when it cannot read the text */
async function drawMermaid(text: string, dark: boolean): Promise<string> {
  const { default: mermaid } = await import("mermaid");
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    theme: dark ? "dark" : "neutral",
    look: "classic",
    themeVariables: { fontSize: "14px" },
    // An SVG picture has only the system's fonts. Mermaid must measure the text with the font that shows it.
    fontFamily: "sans-serif",
    htmlLabels: false,
    flowchart: { htmlLabels: false, useMaxWidth: false, nodeSpacing: 36, rankSpacing: 40 },
    sequence: { useMaxWidth: false },
  });
  serial += 1;
  const { svg } = await mermaid.render(`diagram-${serial}`, text);
  return svg;
}
