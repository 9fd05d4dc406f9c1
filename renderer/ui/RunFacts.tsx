import type { RunSummary } from "@shared/runs/summary";
import { runWord, waitsFor } from "@shared/runs/words";
import { featurePlace, formats } from "@shared/specs/formats";
import { withHiddenMarked } from "@shared/text/hidden-signs";
import type { ReactElement, ReactNode } from "react";
import { useProject } from "../store/open-project";
import { go } from "../store/route";
import { ShownText } from "./ShownText";
import { Word } from "./Word";
import "./run-facts.css";

/** The facts about a run, beside its terminal. */
export function RunAside({ label, children }: { label: string; children: ReactNode }) {
  return (
    // The focus moves here when it leaves the terminal.
    <aside className="run-aside" aria-label={label} {...scrollable}>
      {children}
    </aside>
  );
}

/** A scrolling region must be reachable by keyboard, and keeps the keys that scroll it. */
const scrollable = { tabIndex: 0, "data-scrolls": true };

export function Fact({
  title,
  chip,
  children,
}: {
  title: string;
  chip?: ReactElement;
  children: ReactNode;
}) {
  return (
    <section>
      <h2>
        {title}
        {chip}
      </h2>
      {children}
    </section>
  );
}

export function TaskFact({ run }: { run: RunSummary }) {
  return (
    <Fact title="Task" chip={<TaskLink run={run} />}>
      <p>
        <ShownText text={run.task.title} />
      </p>
    </Fact>
  );
}

export function RequirementsFact({ run }: { run: RunSummary }) {
  const [only, ...more] = run.requirements;
  if (only === undefined) return null;
  if (more.length === 0)
    return (
      <Fact title="Requirement" chip={<RequirementLink run={run} id={only.id} />}>
        <p>
          <ShownText text={only.text} />
        </p>
      </Fact>
    );
  return (
    <Fact title="Requirements">
      <ul className="requirements">
        {run.requirements.map(({ id, text }) => (
          <li key={id}>
            <RequirementLink run={run} id={id} /> <ShownText text={text} />
          </li>
        ))}
      </ul>
    </Fact>
  );
}

/** A task's ID as a link to its card. */
export const TaskLink = ({ run }: { run: RunSummary }) => (
  <button
    type="button"
    className="chip"
    title="Show on the board"
    onClick={() => go({ place: "board", feature: run.feature, task: run.task.id })}
  >
    {run.task.id}
  </button>
);

/** A requirement's ID as a link to its place in the spec. */
function RequirementLink({ run, id }: { run: RunSummary; id: string }) {
  const feature = useProject().features.find(({ id: own }) => own === run.feature);
  // For a removed feature, the path is the former one.
  const { format, folder } = feature ?? featurePlace(run.feature);
  const path = `${folder}/${formats[format].spec}`;
  return (
    <button
      type="button"
      className="chip"
      title="Show in the spec"
      onClick={() => go({ place: "document", feature: run.feature, path, id })}
    >
      {id}
    </button>
  );
}

/** The bar above a run: its task, its state, further details, and the possible actions. */
export function RunBar({
  run,
  detail,
  children,
}: {
  run: RunSummary;
  detail: ReactNode;
  children?: ReactNode;
}) {
  const { title } = run.task;
  const [word, tone] = runWord(run.state);
  const waiting = waitsFor(run.state);
  return (
    <div className="run-bar">
      <TaskLink run={run} />
      <h1 className="cut" title={withHiddenMarked(title)}>
        <ShownText text={title} />
      </h1>
      <Word tone={tone} sign={waiting !== undefined}>
        {word}
      </Word>
      {waiting !== undefined && (
        <span className="detail cut" title={withHiddenMarked(waiting)} role="status">
          <ShownText text={waiting} />
        </span>
      )}
      <span className="detail cut soft">{detail}</span>
      <span className="actions">{children}</span>
    </div>
  );
}
