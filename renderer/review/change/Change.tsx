import type { RunChange } from "@shared/contracts/runs";
import type { Asked } from "../../store/asked";
import { Diff, type ShownFile } from "../../ui/Diff";
import { ShownText } from "../../ui/ShownText";

/** The most files that are named; more are counted. */
const namedFiles = 3;

/** A change, file by file, or the reason why there is none to show. */
export function Change({
  change,
  nothing,
  files,
  selected,
  onSelect,
  onOpen,
}: {
  change: Asked<RunChange> | undefined;
  /** The text for a change without files. */
  nothing: string;
  files: readonly ShownFile[];
  selected: string | undefined;
  onSelect: (path: string) => void;
  /** Shows the whole content of a file that the change leaves out. */
  onOpen?: ((path: string) => Promise<void>) | undefined;
}) {
  if (change === undefined) return <Absent>Collecting the change.</Absent>;
  if (change.status === "asking") return <Absent>Reading the change.</Absent>;
  if (change.status === "failed") return <Absent>{change.message}</Absent>;
  if (files.length === 0) return <Absent>{nothing}</Absent>;
  const left = files.flatMap((file) =>
    file.left === undefined ? [] : [`${file.path} (${file.left})`],
  );
  return (
    <>
      {left.length > 0 && (
        <p className="replay-cut" role="status">
          Not shown yet: <ShownText text={left.slice(0, namedFiles).join("; ")} />
          {left.length > namedFiles && ` and ${left.length - namedFiles} more`}
        </p>
      )}
      <Diff
        files={files}
        selected={selected}
        onSelect={onSelect}
        onOpen={onOpen}
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
