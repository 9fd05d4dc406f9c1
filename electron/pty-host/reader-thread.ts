import { Worker } from "node:worker_threads";
import type { ReadTerminal, TerminalListener } from "./terminal-reader";

// What passes between the host's threads. Each terminal has a number, which is never used again.
export type ToReader =
  | { readonly type: "open"; readonly terminal: number; readonly fd: number }
  | { readonly type: "pause" | "resume" | "look" | "close"; readonly terminal: number }
  /** A buffer that `output` brought, to be filled again. */
  | { readonly type: "spare"; readonly terminal: number; readonly buffer: ArrayBuffer };
export type FromReader =
  | {
      readonly type: "output";
      readonly terminal: number;
      readonly buffer: ArrayBuffer;
      readonly length: number;
    }
  /** Answers a `look`, in their order, behind the output that had been read. */
  | { readonly type: "looked"; readonly terminal: number }
  | { readonly type: "ended"; readonly terminal: number };

/**
 * Starts the thread that reads terminals. A terminal hands out 4 KiB and then has to be read again before it
 * gets more, so the time that decoding, recording and sending take must not come between two reads.
 * A thread that fails takes the host down with it, as any defect does.
 * @param file the built terminal-reader-thread.js
 */
export function startReaderThread(file: string): ReadTerminal {
  const worker = new Worker(file);
  // What keeps the host alive is its parent.
  worker.unref();
  const terminals = new Map<number, { listener: TerminalListener; looks: (() => void)[] }>();
  const post = (message: ToReader, transfer: ArrayBuffer[] = []) =>
    worker.postMessage(message, transfer);

  worker.on("message", (message: FromReader) => {
    const { terminal } = message;
    const open = terminals.get(terminal);
    if (open === undefined) return;
    switch (message.type) {
      case "output": {
        const { buffer, length } = message;
        open.listener.output(Buffer.from(buffer, 0, length));
        post({ type: "spare", terminal, buffer }, [buffer]);
        return;
      }
      case "looked":
        open.looks.shift()?.();
        return;
      case "ended":
        terminals.delete(terminal);
        for (const resolve of open.looks) resolve();
        open.listener.end();
        return;
    }
  });

  let opened = 0;
  return (fd, listener) => {
    const terminal = ++opened;
    const looks: (() => void)[] = [];
    terminals.set(terminal, { listener, looks });
    post({ type: "open", terminal, fd });
    return {
      pause: () => post({ type: "pause", terminal }),
      resume: () => post({ type: "resume", terminal }),
      look: () =>
        new Promise((resolve) => {
          if (!terminals.has(terminal)) resolve();
          looks.push(resolve);
          post({ type: "look", terminal });
        }),
      close: () => post({ type: "close", terminal }),
    };
  };
}
