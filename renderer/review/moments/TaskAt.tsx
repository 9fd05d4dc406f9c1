import type { LoggedEvent } from "@shared/runs/event";
import type { Run } from "@shared/runs/projection";
import type { RunSummary } from "@shared/runs/summary";
import { runWord } from "@shared/runs/words";
import { useMemo } from "react";
import { useStore } from "zustand";
import type { Player } from "../../replay/player";
import { Fact, TaskLink } from "../../ui/RunFacts";
import { ShownText } from "../../ui/ShownText";
import { Word } from "../../ui/Word";
import { eventCountAt, runAfter } from "./run-at";

/** The run's state at the player's position; undefined while it is unknown. */
export function useRunAt(
  player: Player,
  events: readonly LoggedEvent[] | undefined,
): Run | undefined {
  // A number, so that dependent components are drawn after an event and not with every frame.
  const count = useStore(player.store, ({ recording, position }) =>
    events && recording.status === "ready"
      ? eventCountAt(events, position, recording.value.outline.duration)
      : undefined,
  );
  return useMemo(
    () => (events && count !== undefined ? runAfter(events, count) : undefined),
    [events, count],
  );
}

/** The task, and its state at the position. */
export function TaskAt({ run, then }: { run: RunSummary; then: Run | undefined }) {
  const [word, tone] = runWord((then ?? run).state);
  return (
    <Fact title="Task" chip={<TaskLink run={run} />}>
      <p className="task-at">
        <ShownText text={run.task.title} /> <Word tone={tone}>{word}</Word>
      </p>
    </Fact>
  );
}
