import type { RecordingId } from "@shared/base/ids";
import { asProblem } from "@shared/base/problem";
import { useEffect, useState } from "react";
import { call } from "../store/bridge";
import { createPlayer, type Player } from "./player";
import { openRecording } from "./recording";

/** A player for the run's recording, for the lifetime of the component. */
export function usePlayer(run: RecordingId): Player {
  const [player] = useState(() =>
    createPlayer(
      {
        request: (callback) => requestAnimationFrame(callback),
        cancel: (request) => cancelAnimationFrame(request),
      },
      asProblem,
    ),
  );
  useEffect(() => {
    const life = new AbortController();
    const { signal } = life;
    openRecording(
      {
        index: () => call("runs.recordingIndex", { run }),
        part: (part) => call("runs.recordingPart", { run, part }),
      },
      (part) => player.setRecording({ status: "loading", part }),
      signal,
    ).then(
      (value) => player.setRecording({ status: "ready", value }),
      (error: unknown) => {
        if (!signal.aborted) player.setRecording({ status: "failed", problem: asProblem(error) });
      },
    );
    return () => {
      life.abort();
      player.dispose();
    };
  }, [player, run]);
  return player;
}

/** The start of a replay: a moment in seconds, or the player's default. */
export interface Start {
  readonly at?: number | undefined;
}

/** Shows a moment once the recording is loaded. A new `start` object shows its moment again. */
export function useStartAt(player: Player, ready: boolean, start: Start): void {
  useEffect(() => {
    if (ready && start.at !== undefined) player.seek(start.at);
  }, [player, ready, start]);
}
