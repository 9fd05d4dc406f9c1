import type { RunSummary } from "@shared/runs/summary";
import { type ReactNode, useMemo, useState } from "react";
import { useChange } from "../use-run-record";
import { Change } from "./Change";
import { ScreenAndChange } from "./ScreenAndChange";
import { shownFiles } from "./shown-files";

/** The player of a shared run, and below it the run's change as far as this repository contains it. */
export function WithSharedChange({ run, children }: { run: RunSummary; children: ReactNode }) {
  const change = useChange(run);
  const [selected, setSelected] = useState<string>();
  const files = useMemo(
    () => (change?.status === "known" ? shownFiles(change.value) : []),
    [change],
  );
  if (change === undefined) return children;
  return (
    <ScreenAndChange
      screen={children}
      change={
        <>
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
        </>
      }
    />
  );
}
