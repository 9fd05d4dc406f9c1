import type { RunId } from "@shared/base/ids";
import type { RunSummary } from "@shared/runs/summary";
import { agentWords } from "@shared/runs/words";
import { useEffect, useState } from "react";
import { call, on } from "../store/bridge";
import { sayProblem } from "../store/notices";
import { goToRecording } from "../store/route";
import { when } from "../ui/time";
import { Word } from "../ui/Word";

/** The runs on the branch of shared recordings, asked for again whenever the repository changed. */
export function useSharedRuns(): readonly RunSummary[] {
  const [runs, setRuns] = useState<readonly RunSummary[]>([]);
  useEffect(() => {
    let shown = true;
    const read = () => {
      call("runs.shared").then((found) => {
        if (shown) setRuns(found);
      }, sayProblem);
    };
    read();
    const stop = on("project.changed", read);
    return () => {
      shown = false;
      stop();
    };
  }, []);
  return runs;
}

/** Shows a shared run, at a moment in seconds or at its end. */
export function openShared(run: RunId, at?: number): void {
  call("runs.openShared", { run }).then((recording) => goToRecording(recording, at), sayProblem);
}

/** What others shared, beside the project's own runs: nothing in it is to be decided. */
export function SharedRuns({ runs }: { runs: readonly RunSummary[] }) {
  return (
    <table>
      <caption className="run-imported">Shared runs</caption>
      <thead>
        <tr>
          <th scope="col">Task</th>
          <th scope="col">State</th>
          <th scope="col">Agent</th>
          <th scope="col">Shared by</th>
          <th scope="col">Started</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <SharedRow key={run.id} run={run} />
        ))}
      </tbody>
    </table>
  );
}

function SharedRow({ run }: { run: RunSummary }) {
  const agent = agentWords(run);
  const open = () => openShared(run.id);
  return (
    // The row takes the mouse; the keyboard uses the button in it.
    <tr onClick={open}>
      <th scope="row">
        <button type="button" className="run-open" title={run.task.title}>
          <span className="mono faint">{run.task.id}</span>
          <span className="cut">{run.task.title}</span>
        </button>
      </th>
      <td>
        <Word tone="waiting">shared</Word>
      </td>
      <td className="agent cut soft" title={agent}>
        {agent}
      </td>
      <td className="agent cut soft" title={run.sharedBy}>
        {run.sharedBy?.replace(/ <.*>$/, "")}
      </td>
      <td className="soft moment">{when(run.createdAt)}</td>
    </tr>
  );
}
