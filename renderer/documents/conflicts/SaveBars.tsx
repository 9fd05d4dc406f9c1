import type { Conflict } from "@shared/markdown/merge";
import { saveWord, useSaveState } from "../../store/unsaved";
import { Button } from "../../ui/Button";
import type { Session } from "../keeping/document-session";
import { Bar } from "../pane/Bar";
import { Conflicts } from "./Conflicts";

/** What the keeper of the edits has to say or to ask. */
export function SaveBars({
  session,
  onShow,
  onDone,
}: {
  session: Pick<Session, "flush" | "settle">;
  /** Brings a conflict's place in the text into view; marks it, which needs the focus. */
  onShow: (conflict: Conflict, focus: boolean) => void;
  /** The last conflict was settled. */
  onDone: () => void;
}) {
  const { state, databaseFails } = useSaveState();
  return (
    <>
      {databaseFails && (
        // It stays from one edit to the next: a bar that comes and goes would move the text.
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
