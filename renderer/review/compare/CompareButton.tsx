import type { RunSummary } from "@shared/runs/summary";
import { useCommands } from "../../store/commands";
import { go } from "../../store/route";
import { useRunsOfTask } from "../../store/runs";
import { Button } from "../../ui/Button";
import { siblingsOf } from "./siblings";

/** Shows a run beside the previous run of the same task, if there is one. Also a command. */
export function CompareButton({ run }: { run: RunSummary }) {
  const siblings = siblingsOf(useRunsOfTask(run), run);
  const other = siblings.find(({ createdAt }) => createdAt < run.createdAt) ?? siblings.at(-1);
  const compare = () => {
    if (other) go({ place: "compare", left: other.id, right: run.id });
  };
  useCommands([
    {
      id: "run.compare",
      title: `Compare with another run of ${run.task.id}`,
      group: "Run",
      enabled: other !== undefined,
      run: compare,
    },
  ]);
  return (
    other && (
      <Button kind="quiet" onClick={compare}>
        Compare
      </Button>
    )
  );
}
