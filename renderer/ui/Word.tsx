/** The colour behind a state's word. The word itself always says the state. */
export type Tone = "running" | "waiting" | "review" | "done" | "stop" | "still";

/** A state, in a word or two. */
export function Word({ tone, children }: { tone: Tone; children: string }) {
  return <span className={`word ${tone}`}>{children}</span>;
}
