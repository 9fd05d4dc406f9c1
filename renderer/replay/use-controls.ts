import { isRunId } from "@shared/base/ids";
import { linkedMoment, writeMomentLink } from "@shared/runs/moment-link";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useCommands } from "../store/commands";
import { sayProblem } from "../store/notices";
import { clock } from "../ui/time";
import { neighbour } from "./clock";
import { toggleFullScreen, useFullScreenEnd } from "./full-screen";
import { actionOf, keepsKey, type ReplayAction } from "./keys";
import type { Mark } from "./marks";
import type { Player } from "./player";

/** The milliseconds for which a confirmation is shown. */
const saidFor = 4000;

export interface ReplayControls {
  /** Whether there is a recording to control. */
  readonly ready: boolean;
  /** Whether its moments have links, because it belongs to a run. */
  readonly linked: boolean;
  perform(action: ReplayAction): void;
  /** The confirmation of the last action, for a short time. */
  readonly said: string | undefined;
  readonly showsKeys: boolean;
  hideKeys(): void;
}

/**
 * Offers the actions of a replay as commands, and handles its plain keys.
 * @param run the run of the recording, for links to its moments; undefined for a recording of no run
 */
export function useReplayControls(
  player: Player,
  marks: readonly Mark[],
  pane: RefObject<HTMLElement | null>,
  ready: boolean,
  run: string | undefined,
): ReplayControls {
  const [said, setSaid] = useState<string>();
  const [showsKeys, setShowsKeys] = useState(false);
  useFullScreenEnd();
  useEffect(() => {
    if (said === undefined) return;
    const timer = setTimeout(() => setSaid(undefined), saidFor);
    return () => clearTimeout(timer);
  }, [said]);

  const copyText = async () => {
    const text = await player.textNow();
    if (text === undefined) return;
    await navigator.clipboard.writeText(text);
    setSaid(`Copied the screen at ${clock(player.store.getState().position)}`);
  };
  const linked = run !== undefined && isRunId(run);
  const copyLink = async () => {
    if (!linked) return;
    const at = linkedMoment(player.store.getState().position);
    await navigator.clipboard.writeText(writeMomentLink({ run, at }));
    setSaid(`Copied a link to ${clock(at)}`);
  };
  const perform = (action: ReplayAction) => {
    if (action.do === "help") return setShowsKeys(true);
    player.whenReady(() => performNow(action));
  };
  const performNow = (action: Exclude<ReplayAction, { do: "help" }>) => {
    const { recording, position } = player.store.getState();
    if (recording.status !== "ready") return;
    switch (action.do) {
      case "toggle":
        return player.toggle();
      case "seekBy":
        return player.seekBy(action.seconds);
      case "seekByPart":
        return player.seekBy(recording.value.timeline.duration * action.part);
      case "loop":
        return player.markLoop();
      case "copyText":
        return void copyText().catch(sayProblem);
      case "copyLink":
        return void copyLink().catch(sayProblem);
      case "fullScreen":
        return void toggleFullScreen().catch(sayProblem);
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
      // A key pressed in the rail or the title bar belongs to them.
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
    enabled: ready || action.do === "help",
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
    offer("forward", "Go 5 seconds forward in the replay", { do: "seekBy", seconds: 5 }),
    offer("back", "Go 5 seconds back in the replay", { do: "seekBy", seconds: -5 }),
    offer("tenthForward", "Go a tenth of the replay forward", { do: "seekByPart", part: 0.1 }),
    offer("tenthBack", "Go a tenth of the replay back", { do: "seekByPart", part: -0.1 }),
    offer("loop", "Mark the start or the end of a loop in the replay, or clear it", {
      do: "loop",
    }),
    offer("copyText", "Copy the text on the replay’s screen", { do: "copyText" }),
    ...(linked ? [offer("copyLink", "Copy link to this moment", { do: "copyLink" })] : []),
    offer("fullScreen", "Turn full screen on or off for the replay", { do: "fullScreen" }),
    offer("keys", "Show the keys of the replay", { do: "help" }),
  ]);
  return { ready, linked, perform, said, showsKeys, hideKeys: () => setShowsKeys(false) };
}
