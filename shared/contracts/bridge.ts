/** A `File` of the page; what this room knows of it. */
export interface DroppedFile {
  readonly name: string;
}

/** What the preload script puts on `window.specwright`: the only thing the window can reach. */
export interface Bridge {
  /** Sends one call; resolves to a Reply (see call.ts), which the caller must parse. */
  call(name: string, input: unknown): Promise<unknown>;
  /** Listens to one event; the payload must be parsed. Returns the function that stops listening. */
  on(name: string, listener: (payload: unknown) => void): () => void;
  /** Where a file lies that the person dropped on the window; empty for one that is on no disk. */
  pathOf(file: DroppedFile): string;
}

/**
 * The window message that carries a live terminal's MessagePort from the preload script to the page:
 * `{ specwright: "terminal", run }` with one port.
 */
export const terminalMessage = "terminal";
