import { succeeded } from "./process-end";
import { waitingWords } from "./reported";
import type { RunState, RunSummary } from "./summary";

/** Which of the palette's status colours goes with a word. */
export type Tone = "still" | "running" | "waiting" | "review" | "done" | "stop";

/** Where a run stands, in a word or two, and the colour that goes with it. */
export function runWord(state: RunState): readonly [word: string, tone: Tone] {
  switch (state.phase) {
    case "queued":
      return ["queued", "waiting"];
    case "preparing":
      return ["preparing", "running"];
    case "start-failed":
      return ["did not start", "stop"];
    case "running":
      if (state.finishAsked && state.step === "agent") return ["finishing", "running"];
      if (state.waiting !== undefined)
        return [state.waiting.finished ? "done" : "waiting", "waiting"];
      return [goingWords[state.step], "running"];
    case "ended":
      return ["finishing", "running"];
    case "uncaptured":
      return ["cannot be shown", "stop"];
    case "review":
      if (state.how !== "finished") return [state.how, "stop"];
      if (state.setUpFailed !== undefined) return ["set-up failed", "stop"];
      if (!agentDidWell(state)) return ["agent failed", "stop"];
      if (state.validation.result === "failed") return ["tests failed", "stop"];
      return ["review", "review"];
    case "approved":
      return ["approved", "done"];
    case "sent-back":
      return ["sent back", "waiting"];
    case "discarded":
    case "dismissed":
      return ["discarded", "still"];
  }
}

const goingWords = { "set-up": "setting up", agent: "running", validation: "validating" } as const;

/** Whether the agent ended well, or the person took its work for finished before. */
export const agentDidWell = ({ agentEnd, finishAsked }: Extract<RunState, { how: unknown }>) =>
  finishAsked === true || (agentEnd !== undefined && succeeded(agentEnd));

/** What a run that goes on waits for from the person, in words; undefined where nothing tells that it does. */
export const waitsFor = (state: RunState): string | undefined =>
  state.phase === "running" && state.waiting !== undefined
    ? waitingWords(state.waiting)
    : undefined;

/** Whether a run still needs its agent or a person: its task cannot start again before. */
export const isUndecided = ({ state }: Pick<RunSummary, "state">): boolean =>
  isGoing(state) || state.phase === "ended" || isToDecide(state);

/** Whether a run waits for what a person decides of it. */
export const isToDecide = (state: RunState): boolean =>
  state.phase === "uncaptured" || (state.phase === "review" && !isFutile(state));

/** Whether a run failed and changed nothing: it is over, as there is nothing that could be decided of it. */
export const isFutile = (state: RunState): boolean =>
  state.phase === "review" && state.change.files === 0 && runWord(state)[0] !== "review";

/** Whether a run's terminal is live, or about to be. */
export const isActive = ({ state }: Pick<RunSummary, "state">): boolean => isGoing(state);

const isGoing = ({ phase }: RunState): boolean =>
  phase === "queued" || phase === "preparing" || phase === "running";

/**
 * Who does the run, in words: "Built-in · scripted model", "Codex · gpt-5", or the command. A run without a sandbox is
 * called "not confined".
 */
export const agentWords = (run: Pick<RunSummary, "agent" | "model" | "sandbox">): string =>
  withConfinement(run, nameOfAgent(run));

/** A text about a run, with "not confined" added for a run without a sandbox. */
export const withConfinement = ({ sandbox }: Pick<RunSummary, "sandbox">, text: string): string =>
  sandbox?.kind === "none" ? `${text} · not confined` : text;

function nameOfAgent({ agent, model }: Pick<RunSummary, "agent" | "model">): string {
  switch (agent.kind) {
    case "command":
      return agent.command;
    case "built-in":
      return `Built-in · ${model}`;
    case "adapter":
      return [
        agent.name,
        ...(agent.model === undefined ? [] : [agent.model]),
        ...(agent.mode === "one-shot" ? ["one-shot"] : []),
      ].join(" · ");
  }
}
