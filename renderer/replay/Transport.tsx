import { missingWords } from "@shared/recordings/passed-over";
import { useStore } from "zustand";
import { Button } from "../ui/Button";
import { Segmented } from "../ui/Segmented";
import { clock, span } from "../ui/time";
import { idleSeconds, speeds } from "./clock";
import { KeysDialog } from "./KeysDialog";
import type { Mark } from "./marks";
import type { Player } from "./player";
import { Track } from "./Track";
import type { ReplayControls } from "./use-controls";

const speedOptions = speeds.map((speed) => ({ value: String(speed), title: `${speed}×` }));

/** Plays, pauses and moves through a recording. */
export function Transport({
  player,
  marks,
  expected,
  controls,
}: {
  player: Player;
  marks: readonly Mark[];
  /** The recording's duration according to the run, in seconds, used until the recording is read. */
  expected: number;
  controls: ReplayControls;
}) {
  const recording = useStore(player.store, (state) => state.recording);
  const playing = useStore(player.store, (state) => state.playing);
  const speed = useStore(player.store, (state) => state.speed);
  const skipIdle = useStore(player.store, (state) => state.skipIdle);
  const timeline = recording.status === "ready" ? recording.value.timeline : undefined;
  const density = recording.status === "ready" ? recording.value.outline.density : undefined;
  const duration = timeline?.duration ?? expected;
  const missing = recording.status === "ready" ? missingWords(recording.value.outline) : undefined;
  return (
    <section className="transport" aria-label="Timeline">
      <div className="transport-row">
        <Button className="play" disabled={!timeline} onClick={player.toggle}>
          {playing ? "Pause" : "Play"}
        </Button>
        <Time player={player} duration={duration} />
        <Segmented
          label="Speed"
          options={speedOptions}
          value={String(speed)}
          onChange={(value) => {
            const chosen = speeds.find((each) => String(each) === value);
            if (chosen !== undefined) player.setSpeed(chosen);
          }}
        />
        <label className="skip">
          <input
            type="checkbox"
            checked={skipIdle}
            onChange={(event) => player.setSkipIdle(event.target.checked)}
          />
          Skip idle
        </label>
        <span className="soft cut transport-says" role="status">
          {recording.status === "loading"
            ? `Reading the recording, ${Math.round(recording.part * 100)} %`
            : timeline && (controls.said ?? idleWords(idleSeconds(timeline), skipIdle))}
        </span>
      </div>
      {missing !== undefined && <p className="transport-missing">{missing}</p>}
      <Track player={player} marks={marks} duration={duration} density={density} />
      <div className="transport-more">
        <LoopButton player={player} controls={controls} />
        <More controls={controls} action="copyText" title="Copy text" shortcut="c" />
        {controls.linked && (
          <More controls={controls} action="copyLink" title="Copy link" shortcut="m" />
        )}
        <More controls={controls} action="fullScreen" title="Full screen" shortcut="f" />
        <More controls={controls} action="help" title="Keys" shortcut="?" />
      </div>
      {controls.showsKeys && <KeysDialog onClose={controls.hideKeys} />}
    </section>
  );
}

const loopWords = {
  none: "Start a loop",
  start: "End the loop",
  both: "Loop no more",
} as const;

function LoopButton({ player, controls }: { player: Player; controls: ReplayControls }) {
  const marked = useStore(player.store, ({ loop }) => loop.marked);
  return <More controls={controls} action="loop" title={loopWords[marked]} shortcut="l" />;
}

/** A less frequent action, with its key. */
function More({
  controls,
  action,
  title,
  shortcut,
}: {
  controls: ReplayControls;
  action: "loop" | "copyText" | "copyLink" | "fullScreen" | "help";
  title: string;
  shortcut: string;
}) {
  return (
    <Button
      kind="quiet"
      aria-keyshortcuts={shortcut}
      disabled={!controls.ready && action !== "help"}
      onClick={() => controls.perform({ do: action })}
    >
      {title}
      <span aria-hidden="true">
        <kbd>{shortcut}</kbd>
      </span>
    </Button>
  );
}

function idleWords(idle: number, skipped: boolean): string {
  if (idle < 1) return "No idle time";
  return skipped ? `Idle skipped, ${span(idle)}` : `Idle kept, ${span(idle)}`;
}

function Time({ player, duration }: { player: Player; duration: number }) {
  const second = useStore(player.store, (state) => Math.floor(state.position));
  return (
    <span className="mono transport-time" data-testid="replay-time">
      {clock(second)} / {clock(duration)}
    </span>
  );
}
