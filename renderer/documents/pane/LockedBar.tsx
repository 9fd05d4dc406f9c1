import { Button } from "../../ui/Button";
import type { Lock } from "../keeping/loading";
import { Bar } from "./Bar";

/** Says why a document cannot be edited. A lock that may end has a button that reads the document again. */
export function LockedBar({ lock, onReload }: { lock: Lock; onReload: () => void }) {
  return (
    <Bar tone="waiting" actions={lock.mayEnd && <Button onClick={onReload}>Try again</Button>}>
      <b>Read-only.</b> {lock.why}
    </Bar>
  );
}
