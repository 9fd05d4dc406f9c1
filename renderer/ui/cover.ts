import type { ShownTerminal } from "./terminal-type";
/** Keeps a terminal from showing what it takes in. */
export interface Cover {
  on(): void;
  /** Shows, once, what the terminal then has. */
  off(): void;
}

// The terminal draws, measures and moves its scrollbar for each line that scrolls and each new size, even while
// output is synchronised: on a screen that replays hundreds of them at once that took longer than reading
// them. It has switches of its own against that, which it uses while it is out of sight, and no public ones.
// Where a version of it has other ones, replaying is slower and otherwise the same.

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

const get = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;

const isRenderService = (value: unknown): value is RenderService =>
  typeof get(value, "_isPaused") === "boolean" &&
  typeof get(get(get(value, "_renderer"), "value"), "renderRows") === "function" &&
  typeof get(value, "_handleIntersectionChange") === "function";
const isViewport = (value: unknown): value is Viewport =>
  typeof get(value, "_isSyncing") === "boolean" && typeof get(value, "_sync") === "function";

/** @param terminal one that is open; it must not be disposed when the cover is taken off */
export function coverOf(terminal: ShownTerminal): Cover {
  const core = get(terminal, "_core");
  const [renderer, viewport] = [get(core, "_renderService"), get(core, "_viewport")];
  if (!isRenderService(renderer) || !isViewport(viewport))
    return { on: () => undefined, off: () => undefined };
  let covered = false;
  let outOfSight = false;
  /** Rows are drawn again, by the next frame. */
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
      // Out of sight it goes on waiting until it is seen.
      if (!outOfSight) renderer._handleIntersectionChange({ isIntersecting: true });
      drawAgain();
      viewport._isSyncing = false;
      viewport._latestYDisp = undefined;
      viewport._sync();
    },
  };
}

/**
 * A new size, also one that is waited with until there is time for it, draws all rows at once; in the next
 * frame they are drawn anyway.
 * @returns the way back
 */
function withoutRows(renderer: object): () => void {
  Object.defineProperty(renderer, "renderRows", { configurable: true, value: () => undefined });
  // What lies under it is the class's own.
  return () => void Reflect.deleteProperty(renderer, "renderRows");
}
