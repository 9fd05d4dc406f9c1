import { saveWord, useSaveState } from "../store/drafts";
import { sayProblem } from "../store/notices";
import { Button } from "../ui/Button";
import { Bar } from "./Bars";
import type { Session } from "./session";

/** What the keeper of the edits has to say or to ask. */
export function SaveBars({
  session,
  asking,
}: {
  session: Pick<Session, "flush" | "keepMine" | "takeTheirs">;
  /** Whether a draft was found that rests on another file. */
  asking: boolean;
}) {
  const state = useSaveState(({ state }) => state);
  if (state?.kind === "outside")
    return (
      <Bar
        tone="waiting"
        actions={
          <>
            <Button onClick={() => void session.keepMine().catch(sayProblem)}>
              {asking ? "Keep my draft" : "Keep mine"}
            </Button>
            <Button onClick={() => void session.takeTheirs().catch(sayProblem)}>
              {asking ? "Take the file" : "Take theirs"}
            </Button>
          </>
        }
      >
        <b>{saveWord(state)}.</b>{" "}
        {asking
          ? "This document changed outside while a draft was kept. The draft is shown."
          : "The file was changed while you were writing. Your text is shown, and kept as a draft."}
      </Bar>
    );
  if (state?.kind === "draft")
    return (
      <Bar tone="stop" actions={<Button onClick={() => void session.flush()}>Try again</Button>}>
        <b>{saveWord(state)}.</b> {state.why}
      </Bar>
    );
  return null;
}
