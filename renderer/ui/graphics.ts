import type { Drawn } from "./terminal-type";

let graphics: boolean | undefined;

/**
 * What draws terminals here: WebGL where there is hardware for it, the DOM elsewhere. WebGL that the processor
 * imitates takes several times as long as the DOM for a whole screen. Beside twenty noisy runs it held the
 * window up for half a second at a time (`npm run bench -- stall`).
 */
export function drawnBy(): Drawn {
  graphics ??= hasGraphics();
  return graphics ? "webgl" : "dom";
}

function hasGraphics(): boolean {
  const context = document
    .createElement("canvas")
    .getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}
