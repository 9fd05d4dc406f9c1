import type { RunChange } from "@shared/contracts/runs";
import { Diff, type ShownFile } from "../ui/Diff";
import type { Asked } from "./use-replay";

/** A change, file by file, or why there is none to see. */
export function Change({
  change,
  nothing,
  files,
  selected,
  onSelect,
}: {
  change: Asked<RunChange> | undefined;
  /** What is said of a change without files. */
  nothing: string;
  files: readonly ShownFile[];
  selected: string | undefined;
  onSelect: (path: string) => void;
}) {
  if (change === undefined) return <Absent>Collecting the change.</Absent>;
  if (change.status === "asking") return <Absent>Reading the change.</Absent>;
  if (change.status === "failed") return <Absent>{change.message}</Absent>;
  if (files.length === 0) return <Absent>{nothing}</Absent>;
  return (
    <>
      {change.value.cut && (
        <p className="replay-cut" role="status">
          This change is longer than 2 MB of text and is not shown whole.
        </p>
      )}
      <Diff
        files={files}
        selected={selected}
        onSelect={onSelect}
        absence="has no change at this moment."
      />
    </>
  );
}

function Absent({ children }: { children: string }) {
  return (
    <p className="replay-none soft" role="status">
      {children}
    </p>
  );
}
