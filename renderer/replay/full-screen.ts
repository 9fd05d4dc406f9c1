import { useEffect } from "react";

/**
 * Turns full screen on or off for the window's place. In full screen, replay.css hides everything around it.
 */
export async function toggleFullScreen(): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await document.documentElement.requestFullscreen();
}

/** Ends full screen when the person leaves the place. */
export function useFullScreenEnd(): void {
  useEffect(
    () => () => {
      if (document.fullscreenElement) document.exitFullscreen().catch(() => undefined);
    },
    [],
  );
}
