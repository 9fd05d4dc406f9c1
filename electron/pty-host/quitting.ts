/** Milliseconds that a program gets to end by its own keys, after which it is ended. */
const defaultPatience = 8000;

const interrupt = "\u0003";
/**
 * What ends the agents that are known: Claude Code, Codex, Gemini CLI and Copilot by Ctrl-C twice, the second within a second
 * or so, opencode by one; where one of the first two stopped what the agent was doing, two more end it; and Ctrl-D ends
 * whatever reads lines. Milliseconds after the key before.
 */
const keys: readonly (readonly [after: number, key: string])[] = [
  [0, interrupt],
  [600, interrupt],
  [1500, interrupt],
  [600, interrupt],
  [1500, "\u0004"],
];

/** How a program is asked to end. */
export interface Quitting {
  /** Types into the program's terminal. */
  type(key: string): void;
  /** Whether the program gives its terminal back: it is ending, and another key would interrupt that. */
  leaves(): boolean;
  /** Resolves when the program has ended. */
  readonly ended: Promise<unknown>;
  /** Ends the program and whatever it started. */
  force(): void;
  readonly patience?: number;
}

/** Types the keys that end an agent until it has ended, and ends it when it does not. */
export async function quit({ type, leaves, ended, force, patience = defaultPatience }: Quitting) {
  let over = false;
  const end = ended.then(() => {
    over = true;
  });
  const wait = async (milliseconds: number) => {
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds);
    });
    await Promise.race([end, passed]);
    clearTimeout(timer);
  };
  const begun = performance.now();
  for (const [after, key] of keys) {
    const left = patience - (performance.now() - begun);
    if (after > 0) await wait(Math.min(after, Math.max(0, left)));
    if (over || left < after) break;
    if (!leaves()) type(key);
  }
  await wait(Math.max(0, patience - (performance.now() - begun)));
  if (!over) force();
}
