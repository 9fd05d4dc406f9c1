/** The part of the page's `File` that this room uses. */
export interface DroppedFile {
  readonly name: string;
}

/**
 * The object that the preload script sets as `window.specwright`. It is the window's only access to the app.
 */
export interface Bridge {
  /** Sends one call. Resolves to a Reply (see call.ts), which the caller must parse. */
  call(name: string, input: unknown): Promise<unknown>;
  /** Listens to one event; the payload must be parsed. Returns a function that stops listening. */
  on(name: string, listener: (payload: unknown) => void): () => void;
  /** The path of a file that the person dropped on the window; empty for a file that is not on a disk. */
  pathOf(file: DroppedFile): string;
}

/**
 * The window message that carries a live terminal's MessagePort from the preload script to the page:
 * `{ specwright: "terminal", run }` with one port.
 */
export const terminalMessage = "terminal";
