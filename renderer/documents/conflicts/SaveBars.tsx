import type { Conflict } from "@shared/markdown/merge";
import { saveWord, useSaveState } from "../../store/unsaved";
import { Button } from "../../ui/Button";
import type { Session } from "../keeping/document-session";
import { Bar } from "../pane/Bar";
import { Conflicts } from "./Conflicts";

/** The messages and questions of the keeper. */
export function SaveBars({
  session,
  onShow,
  onDone,
}: {
  session: Pick<Session, "flush" | "settle">;
  /** Scrolls to a conflict's place in the text. With `focus`, also selects the place. */
  onShow: (conflict: Conflict, focus: boolean) => void;
  /** The last conflict was settled. */
  onDone: () => void;
}) {
  const { state, databaseFails } = useSaveState();
  return (
    <>
      {databaseFails && (
        // The bar stays from one edit to the next, because appearing and disappearing would move the text.
        <Bar tone="stop">
          <b>The local database takes no drafts.</b> What you write is safe only where it says
          Saved. Its disk may be full: make room, and drafts go on.
        </Bar>
      )}
      {state?.kind === "outside" && (
        <Conflicts
          conflicts={state.conflicts}
          onSettle={session.settle}
          onShow={onShow}
          onDone={onDone}
        />
      )}
      {(state?.kind === "draft" || state?.kind === "unkept") && (
        <Bar tone="stop" actions={<Button onClick={() => void session.flush()}>Try again</Button>}>
          <b>{saveWord(state)}.</b> {state.why}
        </Bar>
      )}
    </>
  );
}
