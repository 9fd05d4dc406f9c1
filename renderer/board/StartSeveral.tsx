import { asProblem } from "@shared/base/problem";
import type { FeatureSummary, ProjectSnapshot } from "@shared/contracts/project";
import { sandboxWords } from "@shared/runs/sandbox";
import { startTogether } from "@shared/runs/start-together";
import type { RunSummary } from "@shared/runs/summary";
import type { Card } from "@shared/tasks/board";
import type { TaskList } from "@shared/tasks/parse-tasks";
import { useState } from "react";
import { call } from "../store/bridge";
import { change, useQueue } from "../store/queue";
import { useTrust } from "../store/trust";
import { flushDrafts } from "../store/unsaved";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";
import { HiddenWarning, ShownCommand, ShownText } from "../ui/ShownText";
import { TrustWords } from "../ui/TrustWords";
import { AgentChoices, useAgentChoice } from "./AgentChoices";
import { type Looked, useStarts } from "./use-starts";
import "./start-several.css";

/**
 * Starts several tasks with one agent. It says which start now and which would wait, and shows the commands of each.
 * All go through the queue.
 */
export function StartSeveral({
  project,
  feature,
  cards,
  list,
  runs,
  onClose,
}: {
  project: ProjectSnapshot;
  feature: FeatureSummary;
  /** At least one, in the order of the task list. */
  cards: readonly Card[];
  list: TaskList;
  /** The runs that the window knows. */
  runs: readonly RunSummary[];
  /** `added` tells whether the tasks are in the queue now. */
  onClose: (added: boolean) => void;
}) {
  // The tasks that were chosen stay, although a card may change its lane meanwhile.
  const [tasks] = useState(() => cards.map(({ task }) => task));
  const ids = tasks.map(({ id }) => id);
  const { now, later } = startTogether(feature.id, ids, list, runs);
  const [picked, setPicked] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [insisted, setInsisted] = useState<ReadonlySet<string>>(new Set());
  const [attempt, setAttempt] = useState(0);
  const starts = useStarts(feature.id, ids, `${project.branch.commit} ${attempt}`);
  const trust = useTrust();
  const trusted = trust.risks?.trusted ?? true;
  const choice = useAgentChoice(feature.id, ids[0] ?? "");
  const { agent, missing } = choice.chosen;
  const [refused, setRefused] = useState<string>();
  const [busy, setBusy] = useState(false);
  const places = useQueue()?.places;

  // Where nothing can start now, the tasks were chosen to wait.
  const isPicked = (id: string) =>
    starts.get(id)?.refused === undefined && (picked.get(id) ?? (now.includes(id) || !now.length));
  const chosen = ids.filter(isPicked);
  const looking = chosen.filter((id) => !starts.has(id)).length;
  const starting = chosen.filter((id) => now.includes(id) || insisted.has(id)).length;
  const setUps = new Set(chosen.flatMap((id) => starts.get(id)?.start?.setUp ?? []));
  // One sandbox confines all of the project's runs.
  const sandbox = ids.flatMap((id) => starts.get(id)?.start?.sandbox ?? [])[0];
  const unconfined =
    sandbox?.kind === "missing"
      ? `Runs cannot be confined here: ${sandbox.why} Start one task alone: its dialog says how to mend that, or lets you allow it.`
      : undefined;
  const ready =
    agent !== undefined && unconfined === undefined && looking === 0 && chosen.length > 0;
  const reason =
    unconfined !== undefined
      ? unconfined
      : chosen.length === 0
        ? "Tick at least one task."
        : looking > 0
          ? `The commands of ${looking} ${looking === 1 ? "task are" : "tasks are"} being read.`
          : missing;

  const add = async () => {
    if (!agent || !ready) return;
    setBusy(true);
    setRefused(undefined);
    try {
      await flushDrafts();
      await trust.give();
      const queued = await call("queue.add", {
        tasks: chosen.flatMap((task) => {
          const shown = starts.get(task)?.start?.digest;
          if (shown === undefined) return [];
          return [{ feature: feature.id, task, agent, shown, insists: insisted.has(task) }];
        }),
      });
      change(Promise.resolve(queued));
      onClose(true);
    } catch (error) {
      setRefused(asProblem(error).message);
      // The shown content may have changed meanwhile.
      trust.look();
      setAttempt(attempt + 1);
      setBusy(false);
    }
  };
  const rowOf = (id: string, wait?: (typeof later)[number]) => (
    <TaskRow
      key={id}
      id={id}
      title={tasks.find((task) => task.id === id)?.title ?? id}
      looked={starts.get(id)}
      wait={wait}
      picked={isPicked(id)}
      insists={insisted.has(id)}
      onPick={(to) => setPicked(new Map(picked).set(id, to))}
      onInsist={(to) => {
        const next = new Set(insisted);
        if (to) next.add(id);
        else next.delete(id);
        setInsisted(next);
      }}
    />
  );

  return (
    <Dialog
      title={tasks.length === 1 ? `Start ${ids[0] ?? ""}` : `Start ${tasks.length} tasks`}
      onCancel={() => onClose(false)}
      width={680}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <p className="soft">
          {feature.title}, from{" "}
          {project.branch.kind === "branch" ? (
            <ShownText text={project.branch.name} />
          ) : (
            "the commit"
          )}{" "}
          at <span className="mono">{project.branch.commit.slice(0, 7)}</span> or later, each in a
          working tree of its own
        </p>
        <HiddenWarning texts={textsOf(ids, starts, choice.command)} />
        {now.length > 0 && (
          <fieldset className="several">
            <legend>
              Start now <span className="faint">{now.length}</span>
            </legend>
            {now.map((id) => rowOf(id))}
          </fieldset>
        )}
        {later.length > 0 && (
          <fieldset className="several">
            <legend>
              Would wait{" "}
              <span className="faint">
                {later.length}, tick {later.length === 1 ? "it" : "one"} to queue it
              </span>
            </legend>
            {later.map((wait) => rowOf(wait.task, wait))}
          </fieldset>
        )}
        <AgentChoices choice={choice} onLeave={() => onClose(false)} />
        <dl className="start-facts">
          {[...setUps].map((command) => (
            <SetUp key={command} command={command} />
          ))}
          {sandbox !== undefined && sandbox.kind !== "missing" && (
            <>
              <dt>Sandbox</dt>
              <dd>{sandboxWords(sandbox)}</dd>
            </>
          )}
          {places && (
            <>
              <dt>At once</dt>
              <dd>
                {places.taken} of {places.most} places are in use.{" "}
                {starting > places.most - places.taken &&
                  "The others follow as places become free."}
              </dd>
            </>
          )}
        </dl>
        {trust.risks && !trusted && <TrustWords doing="Starting" risks={trust.risks} />}
        <p className="start-refused" role="alert">
          {refused}
        </p>
        <DialogActions>
          <span className="several-reason soft" id="several-reason" role="status">
            {reason}
          </span>
          <Button onClick={() => onClose(false)}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            disabled={busy || !ready}
            aria-describedby="several-reason"
            autoFocus
          >
            {busy ? "Starting" : startWords(trusted, starting, chosen.length)}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const textsOf = (
  ids: readonly string[],
  starts: ReadonlyMap<string, Looked>,
  command: string,
): string[] => [
  ...ids.flatMap((id) => {
    const { line = "", setUp = "", validation = "" } = starts.get(id)?.start ?? {};
    return [line, setUp, validation];
  }),
  command,
];

/** The button counts the tasks that start; those that only wait are named apart. */
function startWords(trusted: boolean, starting: number, chosen: number): string {
  const count = (n: number) => `${n} ${n === 1 ? "task" : "tasks"}`;
  const verb = starting === 0 ? `queue ${count(chosen)}` : `start ${count(starting)}`;
  const more = starting > 0 && chosen > starting ? `, queue ${chosen - starting}` : "";
  const words = `${trusted ? "" : "trust and "}${verb}${more}`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function SetUp({ command }: { command: string }) {
  return (
    <>
      <dt>First runs</dt>
      <dd className="mono">
        <ShownCommand label="Set-up" text={command} />
      </dd>
    </>
  );
}

function TaskRow({
  id,
  title,
  looked,
  wait,
  picked,
  insists,
  onPick,
  onInsist,
}: {
  id: string;
  title: string;
  looked: Looked | undefined;
  wait: { readonly why: string; readonly mayInsist: boolean } | undefined;
  picked: boolean;
  insists: boolean;
  onPick: (to: boolean) => void;
  onInsist: (to: boolean) => void;
}) {
  const start = looked?.start;
  return (
    <div className="several-row">
      <label>
        <input
          type="checkbox"
          checked={picked}
          disabled={looked?.refused !== undefined}
          onChange={(event) => onPick(event.target.checked)}
        />
        <span className="mono faint">{id}</span>
        <span className="cut" title={start?.title ?? title}>
          <ShownText text={start?.title ?? title} />
        </span>
      </label>
      {looked?.refused !== undefined && <p className="start-refused">{looked.refused}</p>}
      {wait !== undefined && (
        <p className="several-why">
          {wait.why} {picked && !insists && "It starts by itself after that."}
        </p>
      )}
      {wait?.mayInsist && picked && (
        <label className="several-insist">
          <input
            type="checkbox"
            checked={insists}
            onChange={(event) => onInsist(event.target.checked)}
          />
          <span>Start {id} although it should wait. Its record says so.</span>
        </label>
      )}
      {start?.validation !== undefined && picked && (
        <div className="mono several-command">
          <ShownCommand label={`Validation of ${id}`} text={start.validation} />
        </div>
      )}
    </div>
  );
}
