import { Button } from "../ui/Button";
import type { Selection } from "./use-selection";

/** What all chosen cards can do together. It is absent while no card is chosen. */
export function SelectionBar({
  selection,
  onStart,
}: {
  selection: Selection;
  onStart: () => void;
}) {
  const { length } = selection.cards;
  return (
    <>
      <p className="visually-hidden" role="status">
        {length === 0 ? "" : `${length} selected`}
      </p>
      {length > 0 && (
        <div className="selection" role="toolbar" aria-label="Selected tasks">
          <b>{length} selected</b>
          <Button kind="primary" onClick={onStart}>
            {length === 1 ? "Start 1 task…" : `Start ${length} tasks…`} <kbd>S</kbd>
          </Button>
          <Button kind="quiet" onClick={selection.clear}>
            Clear <kbd>Esc</kbd>
          </Button>
        </div>
      )}
    </>
  );
}
