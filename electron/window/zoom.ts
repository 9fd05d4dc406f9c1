import type { WebContents } from "electron";

/** Chromium's zoom levels: each is 1.2 times the one before, and 0 is 100 %. */
const levels = { least: -3, most: 5 } as const;

/** Makes the pages of all windows larger or smaller by one level; Chromium keeps one zoom for their address. */
export function zoom(page: WebContents, step: "in" | "out" | "reset"): void {
  const level = page.getZoomLevel();
  const wanted = { in: level + 1, out: level - 1, reset: 0 }[step];
  page.setZoomLevel(Math.min(levels.most, Math.max(levels.least, wanted)));
}
