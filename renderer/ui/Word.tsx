import { Hand } from "lucide-react";

/** The colour behind a state's word. The word itself always names the state. */
export type Tone = "running" | "waiting" | "review" | "done" | "stop" | "still";

/**
 * A state in one or two words.
 * @param sign whether to show a hand beside it, because the agent waits for the person
 */
export function Word({
  tone,
  sign = false,
  children,
}: {
  tone: Tone;
  sign?: boolean;
  children: string;
}) {
  return (
    <span className={`word ${tone}`}>
      {sign && <Hand size={11} aria-hidden />}
      {children}
    </span>
  );
}
