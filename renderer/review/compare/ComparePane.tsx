import { runIdSchema } from "@shared/base/ids";
import type { RunSummary } from "@shared/runs/summary";
import { agentWords, runWord } from "@shared/runs/words";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { speeds } from "../../replay/clock";
import { actionOf, keepsKey } from "../../replay/keys";
import { Screen } from "../../replay/Screen";
import { usePlayer } from "../../replay/use-player";
import { useCommands } from "../../store/commands";
import { go } from "../../store/route";
import { useRunsOfTask } from "../../store/runs";
import { Button } from "../../ui/Button";
import { Diff } from "../../ui/Diff";
import { Segmented } from "../../ui/Segmented";
import { Split } from "../../ui/Split";
import { clock, when } from "../../ui/time";
import { Word } from "../../ui/Word";
import { shownFiles } from "../change/shown-files";
import { useChange } from "../use-run-record";
import { figuresOf } from "./figures";
import { siblingsOf } from "./siblings";
import { type PairControls, usePair } from "./use-pair";
import "../../replay/replay.css";
import "../review.css";
import "./compare.css";

/** Two runs of one task side by side: their terminals in step, their changes, and their figures. */
export function ComparePane({ left, right }: { left: RunSummary; right: RunSummary }) {
  const first = usePlayer(left.id);
  const second = usePlayer(right.id);
  const pair = usePair(first, second);
  const pane = useRef<HTMLDivElement>(null);
  usePairKeys(pair, pane);
  useCommands([
    {
      id: "compare.close",
      title: "Close the comparison",
      group: "Run",
      run: () => go({ place: "run", run: right.id }),
    },
  ]);
  const { task } = right;
  const choices = [right, ...siblingsOf(useRunsOfTask(right), right)];
  const title = `${task.id} ${task.title}`;
  return (
    <div className="replay compare" ref={pane}>
      <div className="run-bar">
        <h1 className="cut" title={title}>
          {title}
        </h1>
        <span className="detail cut soft">Two runs of this task</span>
        <span className="actions">
          <Button onClick={() => go({ place: "run", run: right.id })}>Close comparison</Button>
        </span>
      </div>
      <Figures left={left} right={right} />
      <Split
        name="compare.diff"
        label="Height of the changes"
        orientation="vertical"
        size={200}
        least={[90, 60]}
        first={
          <div className="compare-row">
            {[
              { run: left, other: right, player: first, side: "left" } as const,
              { run: right, other: left, player: second, side: "right" } as const,
            ].map(({ run, other, player, side }) => (
              <section key={side} aria-label={`The ${side} run`}>
                <select
                  className="field"
                  aria-label={`Run on the ${side}`}
                  value={run.id}
                  onChange={(event) => {
                    const chosen = runIdSchema.parse(event.target.value);
                    go(
                      side === "left"
                        ? { place: "compare", left: chosen, right: other.id }
                        : { place: "compare", left: other.id, right: chosen },
                    );
                  }}
                >
                  {choices
                    .filter(({ id }) => id !== other.id)
                    .map((choice) => (
                      <option key={choice.id} value={choice.id}>
                        {when(choice.createdAt)} · {runWord(choice.state)[0]} · {agentWords(choice)}
                      </option>
                    ))}
                </select>
                <Screen player={player} task={`${run.task.id}, on the ${side}`} />
              </section>
            ))}
          </div>
        }
        second={
          <div className="compare-row">
            <SideChange run={left} side="left" />
            <SideChange run={right} side="right" />
          </div>
        }
      />
      <PairTransport pair={pair} />
    </div>
  );
}

function Figures({ left, right }: { left: RunSummary; right: RunSummary }) {
  return (
    <table className="compare-figures">
      <caption className="visually-hidden">Figures of both runs</caption>
      <thead>
        <tr>
          <td />
          {figuresOf(left, right).map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {(["left", "right"] as const).map((side) => {
          const [word, tone] = runWord((side === "left" ? left : right).state);
          return (
            <tr key={side}>
              <th scope="row">
                {side === "left" ? "Left" : "Right"} <Word tone={tone}>{word}</Word>
              </th>
              {figuresOf(left, right).map((figure) => (
                <td key={figure.name} className={figure.left === figure.right ? "soft" : ""}>
                  {figure[side]}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function SideChange({ run, side }: { run: RunSummary; side: string }) {
  const change = useChange(run);
  const [selected, setSelected] = useState<string>();
  const files = useMemo(
    () => (change?.status === "known" ? shownFiles(change.value) : []),
    [change],
  );
  return (
    <section aria-label={`The change on the ${side}`}>
      {change?.status === "known" && files.length > 0 ? (
        <div className="replay-change">
          <Diff files={files} selected={selected} onSelect={setSelected} />
        </div>
      ) : (
        <p className="replay-none soft" role="status">
          {change?.status === "failed"
            ? change.message
            : change?.status === "known"
              ? "The run changed no files."
              : "Reading the change."}
        </p>
      )}
    </section>
  );
}

const speedOptions = speeds.map((speed) => ({ value: String(speed), title: `${speed}×` }));

function PairTransport({ pair }: { pair: PairControls }) {
  return (
    <section className="transport" aria-label="Timeline of both">
      <div className="transport-row">
        <Button className="play" disabled={!pair.ready} onClick={pair.toggle}>
          {pair.playing ? "Pause" : "Play"}
        </Button>
        <span className="mono transport-time" data-testid="compare-time">
          {clock(Math.floor(pair.position))} / {clock(pair.duration)}
        </span>
        <Segmented
          label="Speed"
          options={speedOptions}
          value={String(pair.speed)}
          onChange={(value) => {
            const chosen = speeds.find((each) => String(each) === value);
            if (chosen !== undefined) pair.setSpeed(chosen);
          }}
        />
        <Segmented
          label="In step"
          options={[
            { value: "start", title: "From the start" },
            { value: "clock", title: "Same clock" },
          ]}
          value={pair.alignment}
          onChange={(value) => pair.setAlignment(value === "clock" ? "clock" : "start")}
        />
        {pair.ready && pair.alignment === "clock" && !pair.canShareClock && (
          <span className="soft cut" role="status">
            One ran after the other.
          </span>
        )}
      </div>
      <input
        className="compare-place"
        type="range"
        aria-label="Time in both recordings"
        aria-valuetext={`${clock(pair.position)} of ${clock(pair.duration)}`}
        disabled={!pair.ready}
        min={0}
        max={pair.duration}
        step={0.01}
        value={pair.position}
        onChange={(event) => pair.seek(Number(event.target.value))}
      />
    </section>
  );
}

/** Handles the replay's keys for both players. */
function usePairKeys(pair: PairControls, pane: RefObject<HTMLElement | null>): void {
  const latest = useRef(pair);
  useEffect(() => {
    latest.current = pair;
  });
  useEffect(() => {
    const life = new AbortController();
    const press = (event: KeyboardEvent) => {
      const action = actionOf(event);
      const { target } = event;
      const ours =
        target === document.body || (target instanceof Node && pane.current?.contains(target));
      if (!action || !ours || event.defaultPrevented || keepsKey(target, event.key)) return;
      const both = latest.current;
      if (action.do === "toggle") both.toggle();
      else if (action.do === "seekBy") both.seek(both.position + action.seconds);
      else if (action.do === "seekTo") both.seek(both.duration * action.part);
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", press, { signal: life.signal });
    return () => life.abort();
  }, [pane]);
}
