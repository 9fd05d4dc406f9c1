import { startTransition, useEffect, useState } from "react";
import { useStore } from "zustand";
import type { Player } from "./player";

const none: readonly never[] = [];

/**
 * Returns values only after the player's first screen is drawn. There may be thousands of them, and the
 * person waits for the first screen.
 */
export function useAfterScreen<T>(player: Player, values: readonly T[]): readonly T[] {
  const [begun, setBegun] = useState(false);
  const shown = useStore(player.store, (state) => state.shown !== undefined);
  useEffect(() => {
    if (!shown) return;
    // The terminal draws in this frame.
    const frame = requestAnimationFrame(() => startTransition(() => setBegun(true)));
    return () => cancelAnimationFrame(frame);
  }, [shown]);
  return begun ? values : none;
}
