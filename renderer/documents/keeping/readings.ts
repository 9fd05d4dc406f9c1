import type { Loaded } from "./loading";

/** Whether an editor shows the document. Its keeper then follows the file by itself. */
export function isOpen(loaded: Loaded | undefined): boolean {
  return loaded !== undefined && loaded.kind !== "failed" && loaded.locked === undefined;
}

/**
 * The readings of one document. Several causes ask for a new reading at about the same time: the file
 * changed, the window got the focus. A late one must not replace an editor in which the person types
 * already: the keys would go nowhere.
 */
export class Readings {
  #shown: Loaded | undefined;
  #running: { readonly leave: AbortController; readonly asked: boolean } | undefined;

  /**
   * @param load reads the document; never rejects
   * @param show is called with each reading to be shown
   */
  constructor(
    private readonly load: (signal: AbortSignal) => Promise<Loaded>,
    private readonly show: (loaded: Loaded) => void,
  ) {}

  /** Reads the document on the person's request and shows it, even in place of an open editor. */
  ask(): void {
    this.#read(true);
  }

  /** Reads the document because it may have changed. Does nothing when an editor is open. */
  look(): void {
    if (!isOpen(this.#shown)) this.#read(this.#running?.asked ?? false);
  }

  /** Aborts the running reading. Nothing is shown afterwards. */
  end(): void {
    this.#running?.leave.abort();
    this.#running = undefined;
  }

  #read(asked: boolean): void {
    this.#running?.leave.abort();
    const running = { leave: new AbortController(), asked };
    this.#running = running;
    void this.load(running.leave.signal).then((loaded) => {
      if (this.#running !== running) return;
      this.#running = undefined;
      this.#shown = loaded;
      this.show(loaded);
    });
  }
}
