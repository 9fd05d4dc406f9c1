import type { RunSummary } from "@shared/runs/summary";
import { runWord, waitsFor } from "@shared/runs/words";
import type { ReactNode } from "react";
import { Word } from "./Word";
import "./run-facts.css";

/** What a run is about, at the side of its terminal. */
export function RunAside({ label, children }: { label: string; children: ReactNode }) {
  return (
    // Focus comes here when it leaves the terminal.
    <aside className="run-aside" aria-label={label} tabIndex={-1}>
      {children}
    </aside>
  );
}

export function Fact({
  title,
  chip,
  children,
}: {
  title: string;
  chip?: string;
  children: ReactNode;
}) {
  return (
    <section>
      <h2>
        {title}
        {chip === undefined ? null : <span className="chip">{chip}</span>}
      </h2>
      {children}
    </section>
  );
}

export function TaskFact({ run }: { run: RunSummary }) {
  return (
    <Fact title="Task" chip={run.task.id}>
      <p>{run.task.title}</p>
    </Fact>
  );
}

export function RequirementsFact({ run }: { run: RunSummary }) {
  const [only, ...more] = run.requirements;
  if (only === undefined) return null;
  if (more.length === 0)
    return (
      <Fact title="Requirement" chip={only.id}>
        <p>{only.text}</p>
      </Fact>
    );
  return (
    <Fact title="Requirements">
      <ul className="requirements">
        {run.requirements.map(({ id, text }) => (
          <li key={id}>
            <span className="chip">{id}</span> {text}
          </li>
        ))}
      </ul>
    </Fact>
  );
}

/** The bar above a run: its task, where it stands, what else is known, and what can be done. */
export function RunBar({
  run,
  detail,
  children,
}: {
  run: RunSummary;
  detail: ReactNode;
  children?: ReactNode;
}) {
  const title = `${run.task.id} ${run.task.title}`;
  const [word, tone] = runWord(run.state);
  const waiting = waitsFor(run.state);
  return (
    <div className="run-bar">
      <h1 className="cut" title={title}>
        {title}
      </h1>
      <Word tone={tone} sign={waiting !== undefined}>
        {word}
      </Word>
      {waiting !== undefined && (
        <span className="detail cut" title={waiting} role="status">
          {waiting}
        </span>
      )}
      <span className="detail cut soft">{detail}</span>
      <span className="actions">{children}</span>
    </div>
  );
}
