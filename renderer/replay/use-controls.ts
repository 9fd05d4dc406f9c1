import { type RefObject, useEffect, useRef } from "react";
import { useCommands } from "../store/commands";
import { neighbour } from "./clock";
import { actionOf, keepsKey, type ReplayAction } from "./keys";
import type { Mark } from "./marks";
import type { Player } from "./player";

/** Offers what a replay can do as commands and answers its plain keys. */
export function useReplayControls(
  player: Player,
  marks: readonly Mark[],
  pane: RefObject<HTMLElement | null>,
  ready: boolean,
): void {
  const perform = (action: ReplayAction) => {
    const { recording, position } = player.store.getState();
    if (recording.status !== "ready") return;
    switch (action.do) {
      case "toggle":
        return player.toggle();
      case "seekBy":
        return player.seekBy(action.seconds);
      case "seekTo":
        return player.seek(recording.value.timeline.duration * action.part);
      case "step":
        return player.step(action.by);
      case "speed":
        return player.changeSpeed(action.by);
      case "mark": {
        const times = marks.map(({ time }) => time);
        const time = neighbour(times, position, action.by);
        if (time !== undefined) player.seek(time);
        return;
      }
    }
  };
  const latest = useRef(perform);
  useEffect(() => {
    latest.current = perform;
  });

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const action = actionOf(event);
      const { target } = event;
      if (!action || event.defaultPrevented || keepsKey(target, event.key)) return;
      // A key pressed in the rail or the title bar is theirs.
      const ours =
        target === document.body || (target instanceof Node && pane.current?.contains(target));
      if (!ours) return;
      event.preventDefault();
      latest.current(action);
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [pane]);

  const offer = (id: string, title: string, action: ReplayAction) => ({
    id: `replay.${id}`,
    title,
    group: "Run" as const,
    enabled: ready,
    run: () => perform(action),
  });
  useCommands([
    offer("playPause", "Play or pause the replay", { do: "toggle" }),
    offer("nextEvent", "Go to the next event of the replay", { do: "mark", by: 1 }),
    offer("previousEvent", "Go to the previous event of the replay", { do: "mark", by: -1 }),
    offer("stepForward", "Step the replay forward", { do: "step", by: 1 }),
    offer("stepBack", "Step the replay back", { do: "step", by: -1 }),
    offer("faster", "Play the replay faster", { do: "speed", by: 1 }),
    offer("slower", "Play the replay slower", { do: "speed", by: -1 }),
    offer("start", "Go to the start of the replay", { do: "seekTo", part: 0 }),
    offer("end", "Go to the end of the replay", { do: "seekTo", part: 1 }),
  ]);
}
