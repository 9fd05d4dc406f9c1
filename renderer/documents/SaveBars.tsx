import { saveWord, useSaveState } from "../store/drafts";
import { Button } from "../ui/Button";
import { Bar } from "./Bars";
import { Conflicts } from "./Conflicts";
import type { Session } from "./session";

/** What the keeper of the edits has to say or to ask. */
export function SaveBars({
  session,
  onDone,
}: {
  session: Pick<Session, "flush" | "settle">;
  /** The last conflict was settled. */
  onDone: () => void;
}) {
  const state = useSaveState(({ state }) => state);
  if (state?.kind === "outside")
    return <Conflicts conflicts={state.conflicts} onSettle={session.settle} onDone={onDone} />;
  if (state?.kind === "draft")
    return (
      <Bar tone="stop" actions={<Button onClick={() => void session.flush()}>Try again</Button>}>
        <b>{saveWord(state)}.</b> {state.why}
      </Bar>
    );
  return null;
}
