import type { ProjectSnapshot } from "@shared/contracts/project";
import type { RunSummary } from "@shared/runs/summary";
import { useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { RunBar } from "../ui/RunFacts";
import { Split } from "../ui/Split";
import { when } from "../ui/time";
import { Change } from "./Change";
import { CompareButton } from "./CompareButton";
import { shownFiles } from "./change";
import { Decision, Obstacle, obstacleTo } from "./Decision";
import { Evidence } from "./Evidence";
import { ExportButton } from "./ExportDialog";
import { MomentBar, momentId } from "./MomentBar";
import { marksOf } from "./marks";
import { Screen } from "./Screen";
import { ShareButton } from "./ShareDialog";
import { Transport } from "./Transport";
import { useReplayControls } from "./use-controls";
import { useMomentChange } from "./use-moment";
import {
  type Start,
  useChange,
  usePlayer,
  useRunEvents,
  useStartAt,
  useVerification,
} from "./use-replay";
import { Verified } from "./Verified";
import "./replay.css";

/** A run whose session is over: its recording and its change side by side, and what is decided of it. */
export function ReplayPane({
  project,
  run,
  start,
}: {
  project: ProjectSnapshot;
  run: RunSummary;
  /** The moment to show; the end without one. */
  start: Start;
}) {
  const player = usePlayer(run.id);
  // After its last event a folder still gets its manifest, and its run the last checkpoint.
  const verification = useVerification(run.id, run.state.phase !== "ended");
  const logged = useRunEvents(run);
  const change = useChange(run);
  const recording = useStore(player.store, (state) => state.recording);
  const [selected, setSelected] = useState<string>();
  const pane = useRef<HTMLDivElement>(null);

  const events = logged.status === "known" ? logged.value : undefined;
  const known = recording.status === "ready" ? recording.value.outline : undefined;
  const marks = useMemo(
    () => (events && known ? marksOf(events, known.markers, known.duration) : []),
    [events, known],
  );
  const shown = useMomentChange(run, player, events, change);
  const files = useMemo(
    () => (shown.change?.status === "known" ? shownFiles(shown.change.value) : []),
    [shown.change],
  );
  const atEnd = shown.moment.at === "end";
  useStartAt(player, known !== undefined, start);
  const controls = useReplayControls(player, marks, pane, known !== undefined, run.id);

  const obstacle = obstacleTo(run, change, verification);
  const duration = "recording" in run.state ? run.state.recording.duration : 0;
  return (
    <div className="replay" ref={pane}>
      <RunBar
        run={run}
        detail={
          <>
            Recorded {when(run.createdAt)} · <Verified run={run} verification={verification} />
          </>
        }
      >
        <CompareButton project={project} run={run} />
        <ShareButton run={run} />
        <ExportButton recording={run.id} name={`${run.task.id} ${run.task.title}`.slice(0, 80)} />
        <Decision
          run={run}
          change={atEnd ? change : undefined}
          obstacle={obstacle}
          reason={atEnd ? undefined : momentId}
        />
      </RunBar>
      <Obstacle text={obstacle} />
      <Split
        name="run.aside"
        label="Width of the side panel"
        orientation="horizontal"
        size={300}
        least={[320, 200]}
        first={
          <div className="replay-left">
            <Split
              name="replay.diff"
              label="Height of the change"
              orientation="vertical"
              size={210}
              least={[90, 60]}
              first={<Screen player={player} task={run.task.id} />}
              second={
                <div className="replay-change">
                  <MomentBar
                    run={run}
                    shown={shown}
                    onEnd={() => player.seek(Number.POSITIVE_INFINITY)}
                  />
                  <Change
                    change={shown.change}
                    nothing={atEnd ? "The run changed no files." : "No file had changed."}
                    files={files}
                    selected={selected}
                    onSelect={setSelected}
                  />
                </div>
              }
            />
            <Transport player={player} marks={marks} expected={duration} controls={controls} />
          </div>
        }
        second={
          <Evidence
            run={run}
            player={player}
            marks={marks}
            events={logged}
            verification={verification}
            shown={shown}
            files={files}
            selected={selected ?? files[0]?.path}
            onSelect={setSelected}
          />
        }
      />
    </div>
  );
}
