import type { RunSummary } from "@shared/runs/summary";
import { useMemo, useState } from "react";
import { ExportButton } from "../replay/ExportDialog";
import { Screen } from "../replay/Screen";
import { Transport } from "../replay/Transport";
import { type Start, usePlayer } from "../replay/use-player";
import { useShown } from "../replay/use-shown";
import { RunBar } from "../ui/RunFacts";
import { RunSplit } from "../ui/RunSplit";
import { when } from "../ui/time";
import { Change } from "./change/Change";
import { ScreenAndChange } from "./change/ScreenAndChange";
import { shownFiles } from "./change/shown-files";
import { useOpened } from "./change/use-opened-files";
import { CompareButton } from "./compare/CompareButton";
import { BesideTheChange } from "./decision/BesideTheChange";
import { Decision, Obstacle, obstacleTo } from "./decision/Decision";
import { Evidence } from "./Evidence";
import { MomentBar, momentId } from "./moments/MomentBar";
import { useMomentChange } from "./moments/use-moment-change";
import { ShareButton } from "./ShareDialog";
import { useChange, useRunEvents, useVerification } from "./use-run-record";
import { Verified } from "./Verified";
import "../replay/replay.css";
import "./review.css";

/** A run whose session has ended: its recording, its change, and its decision. */
export function ReviewPane({
  run,
  start,
}: {
  run: RunSummary;
  /** The moment to show; without one, the end. */
  start: Start;
}) {
  const player = usePlayer(run.id);
  // After its last event, a run still gets its last checkpoint, and its folder the manifest.
  const verification = useVerification(run.id, run.state.phase !== "ended");
  const logged = useRunEvents(run);
  const change = useChange(run);
  const [selected, setSelected] = useState<string>();
  const events = logged.status === "known" ? logged.value : undefined;
  const { pane, marks, controls } = useShown(player, events, start, run.id);
  const shown = useMomentChange(run, player, events, change);
  const value = shown.change?.status === "known" ? shown.change.value : undefined;
  const { opened, open } = useOpened(run.id, value?.commit);
  const files = useMemo(() => (value ? shownFiles(value, opened) : []), [value, opened]);
  const atEnd = shown.moment.at === "end";

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
        <CompareButton run={run} />
        <ShareButton run={run} />
        <ExportButton recording={run.id} name={`${run.task.id} ${run.task.title}`.slice(0, 80)} />
        <Decision
          run={run}
          change={atEnd ? change : undefined}
          files={files}
          obstacle={obstacle}
          reason={atEnd ? undefined : momentId}
        />
      </RunBar>
      <Obstacle text={obstacle} />
      <BesideTheChange run={run} />
      <RunSplit
        first={
          <div className="replay-left">
            <ScreenAndChange
              screen={<Screen player={player} task={run.task.id} />}
              change={
                <>
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
                    onOpen={open}
                  />
                </>
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
