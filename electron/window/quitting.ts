import { isActive } from "@shared/runs/words";
import { app, type BrowserWindow } from "electron";
import { emit } from "../ipc/door";
import type { Api } from "../ipc/handlers";

/** Milliseconds that a window gets to save its last edit; they are drafts already. */
const flushLimit = 3_000;

/** Closing in good order: ask while runs go on, save what is pending, end what was started. */
export interface Quitting {
  guard(window: BrowserWindow, api: Api): void;
  /** The window saved its last edit. */
  flushed(): void;
  /** The person agreed to stop the runs. */
  confirmed(): void;
}

export function createQuitting(): Quitting {
  let stage: "open" | "closing" | "closed" = "open";
  let onFlushed: () => void = () => undefined;
  let begin: () => void = () => undefined;

  return {
    flushed: () => onFlushed(),
    confirmed: () => begin(),
    guard(window, api) {
      const contents = window.webContents;
      const flush = () =>
        new Promise<void>((resolve) => {
          if (contents.isDestroyed() || contents.isCrashed() || contents.isLoading()) {
            resolve();
            return;
          }
          const limit = setTimeout(resolve, flushLimit);
          onFlushed = () => {
            clearTimeout(limit);
            resolve();
          };
          emit(contents, "app.flush", {});
        });
      begin = () => {
        if (stage !== "open") return;
        stage = "closing";
        flush()
          .then(() => api.close())
          .catch(console.error)
          .finally(() => {
            stage = "closed";
            app.quit();
          });
      };

      window.on("close", (event) => {
        if (stage === "closed") return;
        event.preventDefault();
        const runs = (api.workspace()?.supervisor.runs() ?? []).filter(isActive);
        if (runs.length === 0 || contents.isCrashed()) begin();
        else
          emit(contents, "app.quitAsked", {
            runs: runs.map(({ task }) => ({ task: task.id, title: task.title })),
          });
      });
      // The system asks with a signal, and does not wait for an answer from a person.
      for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, begin);
    },
  };
}
