import { corePart, hasShape } from "@shared/recordings/xterm-internals";
import type { ShownTerminal } from "./terminal-type";
/** Makes a terminal process output without showing it. */
export interface Cover {
  on(): void;
  /** Shows the terminal's current content once. */
  off(): void;
}

// For each line that scrolls and each new size, the terminal draws, measures and moves its scrollbar, even
// while output is synchronised. For a replay with hundreds of them at once, this took longer than reading the
// output. The terminal has internal switches against it, which it uses while it is out of sight, but no
// public ones. With a version whose switches differ, replaying is slower and otherwise the same.

interface RenderService {
  _isPaused: boolean;
  readonly _renderer: { readonly value: object };
  _handleIntersectionChange(entry: { isIntersecting: boolean }): void;
}
interface Viewport {
  _isSyncing: boolean;
  _latestYDisp: number | undefined;
  _sync(): void;
}

const isRenderService = (value: unknown): value is RenderService =>
  hasShape(value, [
    ["_isPaused", "boolean"],
    ["_renderer.value.renderRows", "function"],
    ["_handleIntersectionChange", "function"],
  ]);
const isViewport = (value: unknown): value is Viewport =>
  hasShape(value, [
    ["_isSyncing", "boolean"],
    ["_sync", "function"],
  ]);

/** @param terminal an open terminal; it must not be disposed before the cover is removed */
export function coverOf(terminal: ShownTerminal): Cover {
  const renderer = corePart(terminal, "_renderService");
  const viewport = corePart(terminal, "_viewport");
  if (!isRenderService(renderer) || !isViewport(viewport))
    return { on: () => undefined, off: () => undefined };
  let covered = false;
  let outOfSight = false;
  /** Draws all rows in the next frame. */
  let drawAgain = () => {};
  return {
    on() {
      if (covered) return;
      covered = true;
      outOfSight = renderer._isPaused;
      renderer._isPaused = true;
      viewport._isSyncing = true;
      drawAgain = withoutRows(renderer._renderer.value);
    },
    off() {
      if (!covered) return;
      covered = false;
      terminal.refresh(0, terminal.rows - 1);
      // A terminal that is out of sight waits until it is visible.
      if (!outOfSight) renderer._handleIntersectionChange({ isIntersecting: true });
      drawAgain();
      viewport._isSyncing = false;
      viewport._latestYDisp = undefined;
      viewport._sync();
    },
  };
}

/**
 * A new size draws all rows at once, also when the terminal delays it. The next frame draws the rows in any
 * case.
 * @returns a function that restores the drawing
 */
function withoutRows(renderer: object): () => void {
  Object.defineProperty(renderer, "renderRows", { configurable: true, value: () => undefined });
  // Deleting the property makes the class's own method visible again.
  return () => void Reflect.deleteProperty(renderer, "renderRows");
}
