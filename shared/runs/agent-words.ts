import type { TerminalSign } from "../recordings/terminal-signs";

/**
 * How an agent says that it stands: `blocked` by a question, `rests` where it is not known whether behind its work or at a
 * question, `idle` before work or behind it, `done`, and `clear` when it takes its word back.
 */
export type AgentState = "working" | "blocked" | "rests" | "idle" | "done" | "clear";

const states: ReadonlySet<string> = new Set(["working", "blocked", "idle", "done", "clear"]);
const isState = (word: string): word is AgentState => states.has(word);

/**
 * Titles that agents are known to set, by their beginning: Codex `[ ! ] Action Required` (it blinks, so also with a dot),
 * Gemini CLI `✋` `✦` `◇`, Claude Code `✳` at rest, and a turning braille pattern of any of them at work.
 */
const titles: readonly (readonly [RegExp, AgentState])[] = [
  [/^\[ [!.] \] Action Required/, "blocked"],
  [/^✋ /, "blocked"],
  [/^✦ /, "working"],
  [/^◇ /, "idle"],
  [/^✳ /, "rests"],
  [/^[\u2801-\u28ff] /, "working"],
];

/** The agent's own word, and how much it weighs: one that speaks the status protocol means that, not its title. */
export function agentWord(
  sign: TerminalSign,
): { readonly state: AgentState; readonly weight: 1 | 2 } | undefined {
  if (sign.kind === "status")
    return isState(sign.state) ? { state: sign.state, weight: 2 } : undefined;
  if (sign.kind !== "title") return undefined;
  const state = titles.find(([pattern]) => pattern.test(sign.title))?.[1];
  return state === undefined ? undefined : { state, weight: 1 };
}

/** Notifications that say that the work is done, as agents word them. */
export const saysDone = (text: string): boolean =>
  /\b(?:agent finished|session done|turn complete|waiting for your input)\b/i.test(text);
