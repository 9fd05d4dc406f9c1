/** Characters after which an unfinished line is recorded. */
const longestLine = 4096;
/** The characters that end a line in a terminal. */
const lineEnd = /[\r\n]/;

/** Passes typed input on to the terminal, and records it. */
export interface TypedInput {
  type(data: string): void;
  /** Records the unfinished line. */
  flush(): void;
}

export interface TypedInputParts {
  /** Whether the terminal shows typed characters. Called before the input reaches the terminal. */
  echoes(): Promise<boolean>;
  /** Takes whole lines, so that a secret that is typed key by key can be found in them. */
  record(text: string): void;
  write(data: string): void;
}

/**
 * Records input that the terminal shows, and passes on all input in order. Input that arrives during the question
 * about the echo waits for the next answer, because it may belong to a prompt that hides it.
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
