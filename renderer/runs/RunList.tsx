import type { FeatureSummary } from "@shared/contracts/project";
import { changeOf, type RunSummary } from "@shared/runs/summary";
import { agentWords, runWord, waitsFor } from "@shared/runs/words";
import { useEffect, useRef } from "react";
import { go } from "../store/route";
import { useDamagedRuns, useRunPages } from "../store/runs";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { span, when } from "../ui/time";
import { Word } from "../ui/Word";
import { DamagedRuns } from "./DamagedRuns";
import { ImportedRuns, useImported } from "./ImportedRuns";
import { SearchBox } from "./SearchBox";
import { SharedRuns, useSharedRuns } from "./SharedRuns";
import "./runs.css";

/** The runs of a feature, the newest first. */
export function RunList({ feature }: { feature: FeatureSummary }) {
  const pages = useRunPages(feature.id);
  const imported = useImported();
  const shared = useSharedRuns().filter((run) => run.feature === feature.id);
  const damagedRuns = useDamagedRuns();
  const runs = pages?.runs ?? [];
  const own = new Set(runs.map(({ id }) => id));
  const others = shared.filter(({ id }) => !own.has(id));
  if (pages === undefined) return <div className="run-list" aria-busy="true" />;
  if (runs.length === 0 && imported.length === 0 && others.length === 0 && damagedRuns.length === 0)
    return (
      <EmptyState title="No runs yet">
        <p className="soft">Start a task on the board; each attempt of an agent is kept here.</p>
        <Button onClick={() => go({ place: "board", feature: feature.id })}>Go to the board</Button>
      </EmptyState>
    );
  return (
    <div className="run-list">
      <SearchBox />
      {runs.length > 0 && (
        <table>
          <caption className="visually-hidden">Runs of {feature.title}</caption>
          <thead>
            <tr>
              <th scope="col">Task</th>
              <th scope="col">State</th>
              <th scope="col">Agent</th>
              <th scope="col">Started</th>
              <th scope="col" className="number">
                Duration
              </th>
              <th scope="col" className="number">
                Files
              </th>
              <th scope="col" className="number">
                Lines
              </th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <RunRow key={run.id} run={run} isShared={shared.some(({ id }) => id === run.id)} />
            ))}
          </tbody>
        </table>
      )}
      {pages.more && <MoreRuns key={runs.length} onMore={pages.more} />}
      {damagedRuns.length > 0 && <DamagedRuns runs={damagedRuns} />}
      {others.length > 0 && <SharedRuns runs={others} />}
      {imported.length > 0 && <ImportedRuns imported={imported} />}
    </div>
  );
}

/** Asks for the next page when the end of the list comes near. */
function MoreRuns({ onMore }: { onMore: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  const ask = useRef(onMore);
  useEffect(() => {
    if (!button.current) return;
    const near = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) ask.current();
      },
      { rootMargin: "600px" },
    );
    near.observe(button.current);
    return () => near.disconnect();
  }, []);
  return (
    <button type="button" className="btn run-more" ref={button} onClick={onMore}>
      Show earlier runs
    </button>
  );
}

function RunRow({ run, isShared }: { run: RunSummary; isShared: boolean }) {
  const [word, tone] = runWord(run.state);
  const title = `${run.task.id} ${run.task.title}`;
  const agent = agentWords(run);
  const { state } = run;
  const change = changeOf(state);
  return (
    // The row takes the mouse; the keyboard uses the button in it.
    <tr onClick={() => go({ place: "run", run: run.id })}>
      <th scope="row">
        <button type="button" className="run-open" title={title}>
          <span className="mono faint">{run.task.id}</span>
          <span className="cut">{run.task.title}</span>
        </button>
      </th>
      <td>
        <Word tone={tone} sign={waitsFor(run.state) !== undefined}>
          {word}
        </Word>
        {isShared && <span className="soft"> · shared</span>}
      </td>
      <td className="agent cut soft" title={agent}>
        {agent}
      </td>
      <td className="soft moment">{when(run.createdAt)}</td>
      <td className="number soft">{"recording" in state ? span(state.recording.duration) : "–"}</td>
      <td className="number soft">{change ? change.files : "–"}</td>
      <td className="number mono">
        {change ? (
          <>
            <span className="plus">+{change.added}</span>{" "}
            <span className="minus">−{change.removed}</span>
          </>
        ) : (
          <span className="soft">–</span>
        )}
      </td>
    </tr>
  );
}
