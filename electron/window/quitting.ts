import { app, type BrowserWindow, type WebContents } from "electron";
import { emit } from "./emit";

/** Milliseconds that a window gets to save its last edit; they are drafts already. */
const flushLimit = 3_000;

/** Milliseconds until the app goes, whatever still keeps it waiting. */
const closeLimit = 60_000;

/** Closing in good order: ask while runs go on, save what is pending, end what was started. */
export interface Quitting {
  /** Of several windows one closes by itself; with the last one the app quits. */
  guard(window: BrowserWindow): void;
  /** Has every window but one save its edits. @param than the id of its web contents */
  flushOthers(than: number): Promise<void>;
  /** Has every window save its edits. */
  flushAll(): Promise<void>;
  /** A window saved its last edit. */
  flushed(sender: WebContents): void;
  /** The person agreed to stop the runs. */
  confirmed(): void;
}

/** What is ended when the app goes. */
export interface Ending {
  /** The runs that go on, as the question names them. */
  activeRuns(): Promise<{ task: string; title: string }[]>;
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
    // Runs are ended in seconds, and one that was not is taken care of at the next start.
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

  // The system asks with a signal, and does not wait for an answer from a person.
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, begin);
  app.on("before-quit", () => {
    quitAsked = true;
    // Every window is asked to close at once, unless one of them refuses.
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
        activeRuns()
          // An engine that does not answer has no run that could be asked about.
          .catch(() => [])
          .then((runs) => {
            if (runs.length === 0 || contents.isDestroyed() || contents.isCrashed()) begin();
            else emit(contents, "app.quitAsked", { runs });
          });
      });
    },
  };
}
