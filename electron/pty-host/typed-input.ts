/** Characters after which a line is recorded although it has not ended. */
const longestLine = 4096;
/** What ends a line for a terminal. */
const lineEnd = /[\r\n]/;

/** What is typed into a session that records it, on its way to the terminal. */
export interface TypedInput {
  type(data: string): void;
  /** Records what was typed of a line that has not ended. */
  flush(): void;
}

export interface TypedInputParts {
  /** Whether the terminal shows what is typed; it is asked before what was typed reaches it. */
  echoes(): Promise<boolean>;
  /** Takes whole lines, so that a secret that is typed key by key can be found in them. */
  record(text: string): void;
  write(data: string): void;
}

/**
 * Records what is typed while the terminal shows it, and passes on everything, in order. What arrives while
 * the terminal is asked waits for the next answer: it may belong to a prompt that hides it.
 */
export function createTypedInput({ echoes, record, write }: TypedInputParts): TypedInput {
  let waiting = "";
  let asking = false;
  let line = "";

  function flush() {
    if (line !== "") record(line);
    line = "";
  }

  function keep(data: string) {
    line += data;
    for (let end = line.search(lineEnd); end >= 0; end = line.search(lineEnd)) {
      record(line.slice(0, end + 1));
      line = line.slice(end + 1);
    }
    if (line.length > longestLine) flush();
  }

  async function pass() {
    asking = true;
    while (waiting !== "") {
      const burst = waiting;
      waiting = "";
      const shown = await echoes().catch(() => false);
      if (shown) keep(burst);
      else flush();
      write(burst);
    }
    asking = false;
  }

  return {
    type(data) {
      waiting += data;
      if (!asking) void pass();
    },
    flush,
  };
}
