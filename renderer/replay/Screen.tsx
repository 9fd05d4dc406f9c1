import { replayScrollback } from "@shared/recordings/keyframes";
import { useCallback } from "react";
import { useStore } from "zustand";
import { RecordedTerminal } from "../ui/Terminal";
import type { Player } from "./player";

/** The terminal that a player draws on, or the reason why nothing can be drawn. */
export function Screen({ player, task }: { player: Player; task: string }) {
  const recording = useStore(player.store, (state) => state.recording);
  const attach = useCallback<Player["attach"]>((screen) => player.attach(screen), [player]);
  const shown = useCallback(() => player.store.getState().shown, [player]);
  if (recording.status === "failed")
    return (
      <div className="replay-absence" role="alert">
        <p>The recording cannot be shown. {recording.problem.message}</p>
      </div>
    );
  return (
    <RecordedTerminal
      label={`Recorded terminal of ${task}`}
      scrollback={replayScrollback}
      onOpen={attach}
      shown={shown}
    />
  );
}
