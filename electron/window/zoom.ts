import type { WebContents } from "electron";

/** Chromium's zoom levels: each level is 1.2 times the previous one, and 0 is 100 %. */
const levels = { least: -3, most: 5 } as const;

/** Changes the zoom of all windows' pages by one level; Chromium keeps one zoom for the app's origin. */
export function zoom(page: WebContents, step: "in" | "out" | "reset"): void {
  const level = page.getZoomLevel();
  const wanted = { in: level + 1, out: level - 1, reset: 0 }[step];
  page.setZoomLevel(Math.min(levels.most, Math.max(levels.least, wanted)));
}
