/** Milliseconds that a program gets to end by its own keys before it is ended by signals. */
const defaultPatience = 8000;

const interrupt = "\u0003";
/**
 * The keys that end the known agents: Claude Code, Codex, Gemini CLI and Copilot end at two Ctrl-C within about a
 * second, opencode at one. If one of the first two only stopped the current work, two more end the agent. Ctrl-D
 * ends programs that read lines. Each with the milliseconds after the previous key.
 */
const keys: readonly (readonly [after: number, key: string])[] = [
  [0, interrupt],
  [600, interrupt],
  [1500, interrupt],
  [600, interrupt],
  [1500, "\u0004"],
];

/** The means of asking a program to end. */
export interface Quitting {
  /** Types into the program's terminal. */
  type(key: string): void;
  /** Whether the program is restoring the terminal. It is ending then, and another key would interrupt that. */
  leaves(): boolean;
  /** Resolves when the program has ended. */
  readonly ended: Promise<unknown>;
  /** Ends the program and its child processes. */
  force(): void;
  readonly patience?: number;
}

/** Types the keys that end an agent until it has ended, and ends it by force when it does not. */
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
