import { useStore } from "zustand";
import { Button } from "../ui/Button";
import { Segmented } from "../ui/Segmented";
import { clock, span } from "../ui/time";
import { idleSeconds, speeds } from "./clock";
import type { Mark } from "./marks";
import type { Player } from "./player";
import { Track } from "./Track";

const speedOptions = speeds.map((speed) => ({ value: String(speed), title: `${speed}×` }));

/** The plain keys that the pane answers (see keys.ts). */
const keys = [
  [["Space"], "plays"],
  [["←", "→"], "5 seconds"],
  [[",", "."], "step"],
  [["[", "]"], "event"],
  [["<", ">"], "speed"],
  [["0", "9"], "tenths"],
  [["Home", "End"], "ends"],
] as const;

/** Plays, pauses and moves through a recording. */
export function Transport({
  player,
  marks,
  expected,
}: {
  player: Player;
  marks: readonly Mark[];
  /** The recording's duration as the run knows it, in seconds, until it is read. */
  expected: number;
}) {
  const recording = useStore(player.store, (state) => state.recording);
  const playing = useStore(player.store, (state) => state.playing);
  const speed = useStore(player.store, (state) => state.speed);
  const skipIdle = useStore(player.store, (state) => state.skipIdle);
  const timeline = recording.status === "ready" ? recording.value.timeline : undefined;
  const density = recording.status === "ready" ? recording.value.outline.density : undefined;
  const duration = timeline?.duration ?? expected;
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
            : timeline && idleWords(idleSeconds(timeline), skipIdle)}
        </span>
      </div>
      <Track player={player} marks={marks} duration={duration} density={density} />
      <p className="transport-keys faint">
        {keys.map(([names, does]) => (
          <span key={does}>
            {names.map((name) => (
              <kbd key={name}>{name}</kbd>
            ))}
            {does}
          </span>
        ))}
      </p>
    </section>
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
