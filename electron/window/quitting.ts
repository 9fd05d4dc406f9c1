import { app, type BrowserWindow, type WebContents } from "electron";
import { emit } from "./emit";

/** Milliseconds that a window gets to save its last edit. The edit is stored as a draft already. */
const flushLimit = 3_000;

/** Milliseconds after which the app quits, even if something still delays it. */
const closeLimit = 60_000;

/** Closes in order: asks while runs are active, saves pending edits, ends the processes. */
export interface Quitting {
  /** A window closes by itself while others exist. Closing the last one quits the app. */
  guard(window: BrowserWindow): void;
  /**
   * Makes every window but one save its edits.
   * @param than the id of its web contents
   */
  flushOthers(than: number): Promise<void>;
  /** Makes every window save its edits. */
  flushAll(): Promise<void>;
  /** A window saved its last edit. */
  flushed(sender: WebContents): void;
  /** The person agreed to stop the runs. */
  confirmed(): void;
}

/** The parts of the app that end when it quits. */
export interface Ending {
  /** The active runs, for the question to the person. */
  activeRuns(): { task: string; title: string }[];
  close(): Promise<void>;
}

export function createQuitting({ activeRuns, close }: Ending): Quitting {
  let stage: "open" | "closing" | "closed" = "open";
  const windows = new Map<BrowserWindow, "open" | "saving" | "saved">();
  const waiting = new Map<WebContents, () => void>();
  let quitAsked = false;

  const flush = ({ webContents: contents }: BrowserWindow) =>
    new Promise<void>((resolve) => {
      if (contents.isDestroyed() || contents.isCrashed() || contents.isLoading()) {
        resolve();
        return;
      }
      const end = () => {
        clearTimeout(limit);
        waiting.delete(contents);
        resolve();
      };
      const limit = setTimeout(end, flushLimit);
      waiting.get(contents)?.();
      waiting.set(contents, end);
      emit(contents, "app.flush", {});
    });
  const flushAll = async (some: readonly BrowserWindow[]): Promise<void> => {
    await Promise.all(some.map(flush));
  };

  const begin = () => {
    if (stage !== "open") return;
    stage = "closing";
    const closed = flushAll([...windows.keys()]).then(close);
    // Ending the runs takes seconds. A run that has not ended is handled at the next start.
    const limit = new Promise((resolve) => setTimeout(resolve, closeLimit));
    Promise.race([closed, limit])
      .catch(console.error)
      .finally(() => {
        stage = "closed";
        app.quit();
      });
  };
  const leave = (window: BrowserWindow) => {
    windows.set(window, "saving");
    flush(window)
      .finally(() => {
        windows.set(window, "saved");
        window.close();
      })
      .catch(console.error);
  };

  // The system quits the app by a signal, and does not wait for an answer from a person.
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, begin);
  app.on("before-quit", () => {
    quitAsked = true;
    // All windows get their close event at once, unless one of them refuses.
    setImmediate(() => {
      quitAsked = false;
    });
  });

  return {
    flushOthers: (than) =>
      flushAll([...windows.keys()].filter(({ webContents }) => webContents.id !== than)),
    flushAll: () => flushAll([...windows.keys()]),
    flushed: (sender) => waiting.get(sender)?.(),
    confirmed: () => begin(),
    guard(window) {
      const contents = window.webContents;
      windows.set(window, "open");
      window.on("closed", () => windows.delete(window));
      window.on("close", (event) => {
        const state = windows.get(window);
        if (stage === "closed" || state === "saved") return;
        event.preventDefault();
        if (state === "saving") return;
        const others = [...windows].filter(([other, it]) => other !== window && it === "open");
        if (others.length > 0 && !quitAsked) {
          leave(window);
          return;
        }
        const runs = activeRuns();
        if (runs.length === 0 || contents.isCrashed()) begin();
        else emit(contents, "app.quitAsked", { runs });
      });
    },
  };
}
