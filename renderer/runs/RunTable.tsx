import { changeOf, type RunSummary } from "@shared/runs/summary";
import { agentWords, runWord, waitsFor } from "@shared/runs/words";
import { useEffect, useRef } from "react";
import { go } from "../store/route";
import { span, when } from "../ui/time";
import { Word } from "../ui/Word";

/** Runs as a table. Each row leads to its run. */
export function RunTable({
  caption,
  runs,
  isShared,
}: {
  caption: string;
  runs: readonly RunSummary[];
  /** Whether a run is shared with others; none where it is not given. */
  isShared?: (run: RunSummary) => boolean;
}) {
  return (
    <table>
      <caption className="visually-hidden">{caption}</caption>
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
          <RunRow key={run.id} run={run} isShared={isShared?.(run) ?? false} />
        ))}
      </tbody>
    </table>
  );
}

/** Asks for the next page when the end of the list comes near. */
export function MoreRuns({ onMore }: { onMore: () => void }) {
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
