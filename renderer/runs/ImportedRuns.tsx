import type { OtherRecording } from "@shared/contracts/recordings";
import { agentWords } from "@shared/runs/words";
import { useEffect, useState } from "react";
import { call, on } from "../store/bridge";
import { sayProblem } from "../store/notices";
import { goToRecording } from "../store/route";
import { when } from "../ui/time";
import { Word } from "../ui/Word";

/** The runs of others that were imported into the project. */
export function useImported(): readonly OtherRecording[] {
  const [imported, setImported] = useState<readonly OtherRecording[]>([]);
  useEffect(() => {
    let shown = true;
    const read = () => {
      call("recordings.imported").then((found) => {
        if (shown) setImported(found);
      }, sayProblem);
    };
    read();
    const stop = on("recordings.importedChanged", read);
    return () => {
      shown = false;
      stop();
    };
  }, []);
  return imported;
}

/** A list beside the project's own runs: nothing in it is to be decided. */
export function ImportedRuns({ imported }: { imported: readonly OtherRecording[] }) {
  return (
    <table>
      <caption className="run-imported">Imported runs, from others</caption>
      <thead>
        <tr>
          <th scope="col">Task</th>
          <th scope="col">State</th>
          <th scope="col">Agent</th>
          <th scope="col">Imported</th>
        </tr>
      </thead>
      <tbody>
        {imported.map((recording) => (
          <ImportedRow key={recording.id} recording={recording} />
        ))}
      </tbody>
    </table>
  );
}

function ImportedRow({ recording }: { recording: OtherRecording }) {
  const run = recording.imported?.run;
  const title = run?.task.title ?? recording.title ?? recording.name;
  const agent = run ? agentWords(run) : "not known";
  return (
    // The row takes the mouse; the keyboard uses the button in it.
    <tr onClick={() => goToRecording(recording)}>
      <th scope="row">
        <button type="button" className="run-open" title={title}>
          <span className="mono faint">{run?.task.id}</span>
          <span className="cut">{title}</span>
        </button>
      </th>
      <td>
        <Word tone="waiting">imported</Word>
      </td>
      <td className="agent cut soft" title={agent}>
        {agent}
      </td>
      <td className="soft moment">{when(recording.imported?.at ?? "")}</td>
    </tr>
  );
}
