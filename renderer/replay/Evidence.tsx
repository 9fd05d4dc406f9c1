import type { Verification } from "@shared/contracts/runs";
import type { LoggedEvent } from "@shared/runs/event";
import type { RunSummary } from "@shared/runs/summary";
import { agentWords } from "@shared/runs/words";
import { useStore } from "zustand";
import { bytes } from "../ui/bytes";
import { FileStatus, LineCounts, type ShownFile } from "../ui/Diff";
import { Fact, RequirementsFact, RunAside, TaskFact } from "../ui/RunFacts";
import { validationWord } from "../ui/run-words";
import { clock, span } from "../ui/time";
import { Word } from "../ui/Word";
import { Again } from "./Again";
import { lastReached } from "./clock";
import { type Mark, validationSeconds } from "./marks";
import type { Player } from "./player";
import type { Asked } from "./use-replay";

/** What stands behind a change: task, requirements, files, validation, and what happened when. */
export function Evidence({
  run,
  player,
  marks,
  events,
  verification,
  files,
  selected,
  onSelect,
}: {
  run: RunSummary;
  player: Player;
  marks: readonly Mark[];
  events: Asked<readonly LoggedEvent[]>;
  verification: Asked<Verification>;
  files: readonly ShownFile[];
  selected: string | undefined;
  onSelect: (path: string) => void;
}) {
  const { state } = run;
  return (
    <RunAside label={`About the run of ${run.task.id}`}>
      <Moment player={player} marks={marks} />
      <TaskFact run={run} />
      <RequirementsFact run={run} />
      {state.phase === "sent-back" && (
        <Fact title="Sent back with">
          <p className="said">{state.note}</p>
        </Fact>
      )}
      {files.length > 0 && (
        <Fact title="Changed files">
          <ul className="evidence-files">
            {files.map((file) => (
              <li key={file.path}>
                <button
                  type="button"
                  aria-current={file.path === selected}
                  title={file.path}
                  onClick={() => onSelect(file.path)}
                >
                  <FileStatus status={file.status} />
                  <span className="cut">{file.path}</span>
                  <LineCounts file={file} />
                </button>
              </li>
            ))}
          </ul>
        </Fact>
      )}
      <Fact title="Validation">
        <ValidationLine run={run} events={events} />
      </Fact>
      <Fact title="Agent">
        <p>{agentWords(run)}</p>
        <Again run={run} />
      </Fact>
      {run.recordsInput && (
        <Fact title="Input">
          <p>What was typed is in the recording, but not what the terminal hid.</p>
        </Fact>
      )}
      {"recording" in state && state.recording.cut !== undefined && (
        <Fact title="Recording">
          <p>
            The app died while it recorded. The last {bytes(state.recording.cut)}, an unfinished
            line, were cut off.
          </p>
        </Fact>
      )}
      {verification.status === "known" && !verification.value.ok && (
        <Fact title="What does not verify">
          <ul className="evidence-checks">
            {verification.value.checks
              .filter(({ ok }) => !ok)
              .map(({ text }) => (
                <li key={text}>{text}</li>
              ))}
          </ul>
        </Fact>
      )}
      {marks.length > 0 && (
        <Fact title="Events">
          <Events player={player} marks={marks} />
        </Fact>
      )}
    </RunAside>
  );
}

/** The position in whole seconds; a component that uses it is drawn once a second and not every frame. */
const useSecond = (player: Player) => useStore(player.store, (state) => Math.floor(state.position));

export function Moment({ player, marks }: { player: Player; marks: readonly Mark[] }) {
  const second = useSecond(player);
  const mark = marks[useReached(player, marks)];
  return (
    <Fact title={`At ${clock(second)}`}>
      <p>{mark?.text ?? "Nothing has happened yet"}</p>
    </Fact>
  );
}

/** The index of the mark that was reached last. */
const useReached = (player: Player, marks: readonly Mark[]) =>
  useStore(player.store, (state) =>
    lastReached(
      marks.map(({ time }) => time),
      state.position,
    ),
  );

export function Events({ player, marks }: { player: Player; marks: readonly Mark[] }) {
  const reached = useReached(player, marks);
  return (
    <ol className="evidence-events">
      {marks.map((mark, index) => (
        <li key={mark.key}>
          <button
            type="button"
            aria-current={index === reached}
            onClick={() => player.seek(mark.time)}
          >
            <span className="mono time">{clock(mark.time)}</span>
            <span>{mark.text}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

function ValidationLine({
  run,
  events,
}: {
  run: RunSummary;
  events: Asked<readonly LoggedEvent[]>;
}) {
  if (!("validation" in run.state)) return null;
  const { validation } = run.state;
  if (validation.result === "none") return <p className="soft">The task names no command.</p>;
  const [word, tone] = validationWord(validation);
  const seconds = events.status === "known" ? validationSeconds(events.value) : undefined;
  return (
    <p>
      <Word tone={tone}>{word}</Word> <span className="mono">{validation.command}</span>{" "}
      {seconds !== undefined && (
        <span className="faint">{seconds < 10 ? `${seconds.toFixed(1)} s` : span(seconds)}</span>
      )}
    </p>
  );
}
