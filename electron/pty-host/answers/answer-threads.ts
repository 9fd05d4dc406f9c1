import { Worker } from "node:worker_threads";
import type { TerminalColours } from "@shared/contracts/terminal-colours";
import type { OpenAnswerer } from "./answerer";
import type { AnsweringSetup } from "./answering-terminal";

export type ToAnswerThread =
  | { readonly type: "open"; readonly setup: AnsweringSetup & { readonly turn: number } }
  | { readonly type: "write"; readonly text: string }
  | { readonly type: "resize"; readonly cols: number; readonly rows: number }
  | { readonly type: "colours"; readonly colours: TerminalColours }
  | { readonly type: "turn"; readonly turn: number }
  | { readonly type: "look" }
  | { readonly type: "keep" };
export type FromAnswerThread =
  | { readonly type: "answer"; readonly data: string; readonly turn: number }
  | { readonly type: "followed"; readonly length: number }
  | { readonly type: "screen"; readonly text: string }
  | { readonly type: "kept"; readonly screen: string | undefined };

/**
 * Runs the answering terminal of each run in a thread of its own. Neither the recording nor another run waits for
 * it, and a hanging one can be ended. One idle thread is kept ready, because a program waits only a short time for
 * an answer.
 * @param file the built answer-thread.js
 */
export function createAnswerThreads(file: string): OpenAnswerer {
  let ready: Worker | undefined;
  const start = () => {
    const worker = new Worker(file);
    // The host's lifetime depends on its parent process only.
    worker.unref();
    return worker;
  };
  return {
    prepare() {
      ready ??= start();
    },
    open(setup, { answer, followed, screen, kept }) {
      const worker = ready ?? start();
      ready = undefined;
      const post = (message: ToAnswerThread) => worker.postMessage(message);
      worker.on("message", (message: FromAnswerThread) => {
        if (message.type === "answer") answer(message.data, message.turn);
        else if (message.type === "followed") followed(message.length);
        else if (message.type === "screen") screen(message.text);
        else kept(message.screen);
      });
      // A failed thread answers nothing more, and its caller notices the missing signs of life.
      worker.on("error", () => undefined);
      post({ type: "open", setup });
      return {
        write: (text) => post({ type: "write", text }),
        resize: (cols, rows) => post({ type: "resize", cols, rows }),
        setColours: (colours) => post({ type: "colours", colours }),
        turn: (turn) => post({ type: "turn", turn }),
        look: () => post({ type: "look" }),
        keep: () => post({ type: "keep" }),
        close: () => void worker.terminate(),
      };
    },
  };
}
