import type { FeatureSummary, ProjectSnapshot } from "@shared/contracts/project";
import type { TaskRevision } from "@shared/contracts/revision";
import type { RunSummary } from "@shared/runs/summary";
import { formats } from "@shared/specs/formats";
import { type Board, type Card, projectBoard } from "@shared/tasks/board";
import { linesNotUnderstood, type TaskList } from "@shared/tasks/parse-tasks";
import { stalenessOf } from "@shared/tasks/stale";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { useCommands } from "../store/commands";
import { useQueuedTasks } from "../store/queue";
import { go, useRoute } from "../store/route";
import { useRuns, useTaskRuns } from "../store/runs";
import { useRevision } from "../store/task-revisions";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { CardView } from "./CardView";
import { SelectionBar } from "./SelectionBar";
import { StartDialog } from "./StartDialog";
import { StartSeveral } from "./StartSeveral";
import { showLine } from "./show-line";
import { UnreadLines } from "./UnreadLines";
import { cardKey, useLanes } from "./use-lanes";
import { isSelectable, useSelection } from "./use-selection";
import { useTaskList } from "./use-task-list";
import "./board.css";
import "./stale.css";

const StaleDialog = lazy(() => import("./StaleDialog"));

/** A feature's tasks as cards in columns, derived from its tasks.md and its runs. */
export function BoardPane({
  project,
  feature,
}: {
  project: ProjectSnapshot;
  feature: FeatureSummary;
}) {
  const tasks = useTaskList(feature);
  const runs = useTaskRuns(feature.id);
  if (tasks === undefined || runs === undefined)
    return <div className="board-none" aria-busy="true" />;
  const unread = tasks === "missing" ? [] : linesNotUnderstood(tasks);
  if (tasks === "missing" || tasks.tasks.length === 0)
    return (
      <>
        <UnreadLines feature={feature} lines={unread} />
        <EmptyState title={unread.length === 0 ? "No tasks yet" : "No task was understood"}>
          <p className="soft">
            Tasks are the lines of <span className="mono">{feature.folder}/tasks.md</span> that look
            like
          </p>
          <p className="mono">
            {feature.format === "spec-kit"
              ? "- [ ] T001 Create the rate table type in src/rates.js"
              : "- [ ] 1.1 Create the rate table type in src/rates.js"}
          </p>
          <p className="soft">
            {feature.format === "spec-kit"
              ? "“New document” writes the file from its template, or let Spec Kit make it and it will appear here."
              : "Write them by hand, or let the tool that made this folder write them and they will appear here."}
          </p>
        </EmptyState>
      </>
    );
  return <Lanes project={project} feature={feature} tasks={tasks} runs={runs} />;
}

function Lanes({
  project,
  feature,
  tasks,
  runs,
}: {
  project: ProjectSnapshot;
  feature: FeatureSummary;
  tasks: TaskList;
  runs: readonly RunSummary[];
}) {
  const queued = useQueuedTasks(feature.id);
  const board = useMemo(() => projectBoard(tasks, runs, queued), [tasks, runs, queued]);
  const known = useRuns();
  const revisions = useRevision(project, feature);
  const [starting, setStarting] = useState<Card>();
  const [several, setSeveral] = useState<readonly Card[]>();
  const [stale, setStale] = useState<TaskRevision>();
  const selection = useSelection(board, setSeveral);
  const keys = useLanes(board);
  const { lanes } = keys;
  const wanted = useRoute(({ route }) => (route.place === "board" ? route.task : undefined));
  useEffect(() => {
    if (wanted === undefined) return;
    const card = lanes.current?.querySelector(`[data-task="${CSS.escape(wanted)}"]`);
    card?.scrollIntoView({ block: "nearest", inline: "nearest" });
    card?.querySelector<HTMLElement>(".card-title")?.focus();
  }, [wanted, lanes]);
  const ready = board.columns.find(({ name }) => name === "Ready")?.cards ?? [];
  const wave = ready.filter(
    (card) => board.wave.tasks.includes(card.task.id) && isSelectable(card),
  );
  const [next] = wave;

  useCommands([
    {
      id: "task.startNext",
      title: next ? `Start ${next.task.id}` : "Start the next task",
      group: "Task",
      shortcut: "Mod+Enter",
      enabled: next !== undefined,
      run: () => setStarting(next),
    },
    {
      id: "task.startWave",
      title: `Start ${waveWords(board)}`,
      group: "Task",
      enabled: wave.length > 1,
      run: () => setSeveral(wave),
    },
  ]);

  const open = (card: Card) => {
    if (card.run) go({ place: "run", run: card.run.id });
  };

  return (
    <>
      <Wave
        board={board}
        next={next}
        onStart={setStarting}
        {...(wave.length > 1 ? { onStartWave: () => setSeveral(wave) } : {})}
      />
      <UnreadLines feature={feature} lines={linesNotUnderstood(tasks)} />
      <div className="board-lanes">
        <div className="lanes" ref={lanes}>
          {board.columns.map((column, lane) => (
            <section key={column.name} className="lane" aria-label={column.name}>
              <h3>
                {column.name} <span>{column.cards.length}</span>
              </h3>
              <div className="lane-cards">
                {column.cards.map((card, at) => {
                  const revision = revisions.get(card.task.id);
                  return (
                    <CardView
                      key={cardKey(card.task)}
                      name={cardKey(card.task)}
                      stop={keys.isStop(lane, cardKey(card.task))}
                      card={card}
                      column={column.name}
                      stale={revision && stalenessOf(revision, card.task.done)}
                      note={
                        revision?.changes.length === 0
                          ? "Approved before the spec changed elsewhere"
                          : undefined
                      }
                      onOpen={() => open(card)}
                      onShow={() => void showLine(feature.id, card.task.path, card.task.line)}
                      onStart={() => setStarting(card)}
                      onStale={() => setStale(revision)}
                      picked={selection.stateOf(card)}
                      onPick={(extend) => selection.toggle(card, extend)}
                      onKeyDown={(event) => {
                        if (!selection.onKeyDown(event, lane, at)) keys.onKeyDown(event, lane, at);
                      }}
                    />
                  );
                })}
              </div>
            </section>
          ))}
        </div>
        <SelectionBar selection={selection} onStart={() => setSeveral(selection.cards)} />
      </div>
      {several && (
        <StartSeveral
          project={project}
          feature={feature}
          cards={several}
          list={tasks}
          runs={known}
          onClose={(added) => {
            const [first] = several;
            if (first) keys.keep(first.task);
            if (added) selection.clear();
            setSeveral(undefined);
          }}
        />
      )}
      {starting && (
        <StartDialog
          project={project}
          feature={feature}
          task={starting.task}
          onClose={() => {
            keys.keep(starting.task);
            setStarting(undefined);
          }}
        />
      )}
      {stale && (
        <Suspense>
          <StaleDialog
            revision={stale}
            onOpenSpec={() => {
              const path = `${feature.folder}/${formats[feature.format].spec}`;
              go({ place: "document", feature: feature.id, path });
            }}
            onClose={() => setStale(undefined)}
          />
        </Suspense>
      )}
    </>
  );
}

function Wave({
  board,
  next,
  onStart,
  onStartWave,
}: {
  board: Board;
  next: Card | undefined;
  onStart: (card: Card) => void;
  /** Undefined when fewer than two tasks can start together. */
  onStartWave?: () => void;
}) {
  const { wave } = board;
  return (
    <div className="wave">
      {wave.number !== undefined && <b>Wave {wave.number}</b>}
      <span className="soft wave-sentence">{wave.sentence}</span>
      {onStartWave && <Button onClick={onStartWave}>Start {waveWords(board)}…</Button>}
      {next && (
        <Button kind="primary" onClick={() => onStart(next)}>
          Start {next.task.id}
        </Button>
      )}
    </div>
  );
}

const waveWords = ({ wave: { number } }: Board): string =>
  number === undefined ? "the wave" : `wave ${number}`;
