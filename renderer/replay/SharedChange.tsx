import type { RunSummary } from "@shared/runs/summary";
import { type ReactNode, useMemo, useState } from "react";
import { Split } from "../ui/Split";
import { Change } from "./Change";
import { shownFiles } from "./change";
import { useChange } from "./use-replay";

/** What a shared run's recording shows, and below it its change as far as this repository has it. */
export function WithSharedChange({ run, children }: { run: RunSummary; children: ReactNode }) {
  const change = useChange(run);
  const [selected, setSelected] = useState<string>();
  const files = useMemo(
    () => (change?.status === "known" ? shownFiles(change.value) : []),
    [change],
  );
  if (change === undefined) return children;
  return (
    <Split
      name="replay.diff"
      label="Height of the change"
      orientation="vertical"
      size={210}
      least={[90, 60]}
      first={children}
      second={
        <div className="replay-change">
          {change.status === "known" && (
            <div className="moment-bar">
              <span className="cut" role="status">
                Its change, as commit{" "}
                <span className="mono">{change.value.commit.slice(0, 7)}</span> of this repository
                has it
              </span>
            </div>
          )}
          <Change
            change={change}
            nothing="The run changed no files."
            files={files}
            selected={selected}
            onSelect={setSelected}
          />
        </div>
      }
    />
  );
}
