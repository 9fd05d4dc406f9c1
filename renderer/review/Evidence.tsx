import type { Verification } from "@shared/contracts/runs";
import type { LoggedEvent } from "@shared/runs/event";
import { sandboxWords } from "@shared/runs/sandbox";
import type { RunSummary, Validation } from "@shared/runs/summary";
import { overall } from "@shared/runs/validation";
import { agentWords } from "@shared/runs/words";
import { type Mark, validationSeconds } from "../replay/marks";
import type { Player } from "../replay/player";
import { Events, Moment } from "../replay/RunEvents";
import type { Asked } from "../store/asked";
import { bytes } from "../ui/bytes";
import type { ShownFile } from "../ui/Diff";
import { LongText } from "../ui/LongText";
import { Fact, RequirementsFact, RunAside } from "../ui/RunFacts";
import { validationWord } from "../ui/run-words";
import { ShownText } from "../ui/ShownText";
import { span } from "../ui/time";
import { Word } from "../ui/Word";
import { Files } from "./change/Files";
import { checkpointPlace, commitAt } from "./moments/moment";
import { TaskAt, useRunAt } from "./moments/TaskAt";
import type { MomentChange } from "./moments/use-moment-change";
import { Redrive } from "./Redrive";

/** The facts about a change at the moment: task, requirements, files, validation, and events. */
export function Evidence({
  run,
  player,
  marks,
  events,
  verification,
  shown,
  files,
  selected,
  onSelect,
}: {
  run: RunSummary;
  player: Player;
  marks: readonly Mark[];
  events: Asked<readonly LoggedEvent[]>;
  verification: Asked<Verification>;
  shown: MomentChange;
  files: readonly ShownFile[];
  selected: string | undefined;
  onSelect: (path: string) => void;
}) {
  const { state } = run;
  const then = useRunAt(player, events.status === "known" ? events.value : undefined);
  const atEnd = shown.moment.at === "end";
  return (
    <RunAside label={`About the run of ${run.task.id}`}>
      <Moment
        player={player}
        marks={marks}
        checkpoint={checkpointPlace(shown.moment, shown.checkpoints)}
      />
      <TaskAt run={run} then={atEnd ? undefined : then} />
      <RequirementsFact run={run} />
      {state.phase === "sent-back" && (
        <Fact title="Sent back with">
          <p className="said">{state.note}</p>
        </Fact>
      )}
      <Files
        run={run.id}
        commit={commitAt(shown.moment, run)}
        files={files}
        selected={selected}
        onSelect={onSelect}
      />
      <Fact title="Validation">
        <ValidationLine
          run={run}
          then={atEnd || then === undefined ? undefined : overall(then.session.validations)}
          events={events}
        />
      </Fact>
      <Fact title="Agent">
        <LongText text={agentWords(run)} />
        <Redrive run={run} />
      </Fact>
      {run.sandbox?.kind === "none" && <SandboxFact sandbox={run.sandbox} />}
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
      {run.sandbox && run.sandbox.kind !== "none" && <SandboxFact sandbox={run.sandbox} />}
    </RunAside>
  );
}

/** A missing sandbox is said above the events, and a usual one below, so that the events keep their place. */
const SandboxFact = ({ sandbox }: { sandbox: NonNullable<RunSummary["sandbox"]> }) => (
  <Fact title="Sandbox">
    <p>{sandboxWords(sandbox)}</p>
  </Fact>
);

function ValidationLine({
  run,
  then,
  events,
}: {
  run: RunSummary;
  /** The validation at the moment; undefined for its final result. */
  then: Validation | undefined;
  events: Asked<readonly LoggedEvent[]>;
}) {
  const validation = then ?? ("validation" in run.state ? run.state.validation : undefined);
  if (validation === undefined) return null;
  if (validation.result === "none") return <p className="soft">The task names no command.</p>;
  const [word, tone] = validationWord(validation);
  const isOver = validation.result === "passed" || validation.result === "failed";
  const seconds = isOver && events.status === "known" ? validationSeconds(events.value) : undefined;
  return (
    <p>
      <Word tone={tone}>{word}</Word>{" "}
      <span className="mono">
        <ShownText text={validation.command} />
      </span>{" "}
      {seconds !== undefined && (
        <span className="faint">{seconds < 10 ? `${seconds.toFixed(1)} s` : span(seconds)}</span>
      )}
    </p>
  );
}
