import type { ReactNode, RefObject } from "react";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import type { Versions } from "./use-versions";
import { VersionList } from "./VersionList";

/** The frame of every history: a head, the list of versions, a message when there are none. */
export function HistoryFrame({
  pane,
  title,
  head,
  versions,
  uncommitted,
  chosen,
  onChoose,
  onClose,
  children,
}: {
  /** Takes the focus when the focused element disappears. */
  pane: RefObject<HTMLElement | null>;
  title: string;
  head: ReactNode;
  versions: Versions;
  uncommitted: boolean;
  chosen: number;
  onChoose: (index: number) => void;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <section
      ref={pane}
      tabIndex={-1}
      className="history-pane"
      aria-label={`History of ${title}`}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        onClose();
      }}
    >
      <div className="history-head">
        <h2>History</h2>
        {head}
        <Button kind="quiet" onClick={onClose}>
          Close
        </Button>
      </div>
      {versions.list?.length === 0 ? (
        <EmptyState title="No versions yet">
          <p className="soft">
            {title} was never committed. Commit it, and its versions appear here.
          </p>
        </EmptyState>
      ) : (
        <div className="history-body">
          {children}
          <VersionList
            versions={versions}
            now={uncommitted ? "not committed" : "as it was committed last"}
            chosen={chosen}
            onChoose={onChoose}
          />
        </div>
      )}
    </section>
  );
}
