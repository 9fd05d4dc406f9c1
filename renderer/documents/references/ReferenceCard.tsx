import type { RunId } from "@shared/base/ids";
import type { Definition } from "@shared/specs/definitions";
import type { Trail } from "@shared/specs/trail";
import type { ReactNode } from "react";
import { Button } from "../../ui/Button";
import { when } from "../../ui/time";
import { Word } from "../../ui/Word";
import { timeOf } from "../history/VersionList";
import { type MentionsView, useMentions } from "./use-mentions";

const kinds: Readonly<Record<Definition["kind"], string>> = {
  requirement: "Requirement",
  criterion: "Success criterion",
  story: "User story",
  task: "Task",
  item: "Checklist item",
};

/** The number of rows that a list shows. Further rows are only counted. */
const shownRows = 6;

/** The definition of an ID, and its tasks, runs and commits. */
export function ReferenceCard({
  id,
  trail,
  here,
  onGo,
  onId,
  onTask,
  onRun,
}: {
  id: string;
  /** Undefined for an ID without a definition. */
  trail: Trail | undefined;
  /** Whether the definition is in the shown document. */
  here: boolean;
  onGo: () => void;
  onId: (id: string) => void;
  onTask: (task: string) => void;
  onRun: (run: RunId) => void;
}) {
  const mentions = useMentions(id);
  if (!trail)
    return (
      <>
        <header>
          <span className="chip">{id}</span>
        </header>
        <p>No document of this feature has {id}.</p>
      </>
    );
  const { definition, tasks, runs, serves } = trail;
  const commits = runs.filter(({ commit }) => commit !== undefined);
  return (
    <>
      <header>
        <span className="chip">{definition.id}</span>
        {kinds[definition.kind]}
        {!here && (
          <Button kind="quiet" onClick={onGo}>
            Go to it
          </Button>
        )}
      </header>
      <p>{plain(definition.text) || "It says nothing yet."}</p>
      <Rows title="For" rows={serves}>
        {(served) => (
          <button type="button" onClick={() => onId(served.id)}>
            <span className="chip">{served.id}</span>
            <span className="cut">{plain(served.text)}</span>
          </button>
        )}
      </Rows>
      <Rows title={definition.kind === "task" ? "State" : "Tasks"} rows={tasks}>
        {(task) => (
          <button type="button" title="Open it on the board" onClick={() => onTask(task.id)}>
            <span className="chip">{task.id}</span>
            <span className="cut">{task.name}</span>
            <Word tone={task.tone}>{task.word}</Word>
          </button>
        )}
      </Rows>
      {tasks.length === 0 && definition.kind === "requirement" && (
        <>
          <h3>Tasks</h3>
          <p className="soft">No task names it.</p>
        </>
      )}
      <Rows title="Runs" rows={runs}>
        {(run) => (
          <button type="button" title="Open the run" onClick={() => onRun(run.id)}>
            <span className="chip">{run.task}</span>
            <span className="cut soft">{when(run.createdAt)}</span>
            <Word tone={run.tone}>{run.word}</Word>
          </button>
        )}
      </Rows>
      <Rows title="Commits" rows={commits}>
        {({ commit = "", task, id }) => (
          <button type="button" title="Open the run that it came of" onClick={() => onRun(id)}>
            <span className="mono">{commit.slice(0, 10)}</span>
            <span className="cut soft">from {task}</span>
          </button>
        )}
      </Rows>
      <Mentions view={mentions} but={commits.map(({ commit = "" }) => commit)} />
    </>
  );
}

/** Commits with the ID in their messages. @param but the commits that are listed already */
function Mentions({ view, but }: { view: MentionsView | undefined; but: readonly string[] }) {
  if (!view) return null;
  if ("why" in view)
    return (
      <>
        <h3>Named in commits</h3>
        <p className="soft">{view.why}</p>
      </>
    );
  const others = view.mentions.filter(({ commit }) => !but.includes(commit));
  if (others.length === 0) return null;
  return (
    <>
      <h3>Named in commits</h3>
      <ul>
        {others.map(({ commit, subject, at }) => (
          <li key={commit} className="row" title={`${subject}\n${commit}`}>
            <span className="mono">{commit.slice(0, 10)}</span>
            <span className="cut">{subject || "No message"}</span>
            <span className="soft">{timeOf(at)}</span>
          </li>
        ))}
      </ul>
      {view.more && <p className="soft">and older ones</p>}
    </>
  );
}

function Rows<T extends { readonly id: string }>({
  title,
  rows,
  children,
}: {
  title: string;
  rows: readonly T[];
  children: (row: T) => ReactNode;
}) {
  if (rows.length === 0) return null;
  const rest = rows.length - shownRows;
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {rows.slice(0, shownRows).map((row) => (
          <li key={row.id}>{children(row)}</li>
        ))}
      </ul>
      {rest > 0 && <p className="soft">and {rest} more</p>}
    </>
  );
}

/** Markdown text without its signs. */
const plain = (markdown: string): string =>
  markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\*\*|__|`|~~/g, "");
