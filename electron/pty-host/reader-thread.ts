import { Worker } from "node:worker_threads";
import type { ReadTerminal, TerminalListener } from "./terminal-reader";

// The messages between the host's threads. Each terminal has a number, which is never reused.
export type ToReader =
  | { readonly type: "open"; readonly terminal: number; readonly fd: number }
  | { readonly type: "pause" | "resume" | "look" | "close"; readonly terminal: number }
  /** A buffer of an `output` message, returned to be filled again. */
  | { readonly type: "spare"; readonly terminal: number; readonly buffer: ArrayBuffer };
export type FromReader =
  | {
      readonly type: "output";
      readonly terminal: number;
      readonly buffer: ArrayBuffer;
      readonly length: number;
    }
  /** Answers to `look`, in order, after the output that was read before. */
  | { readonly type: "looked"; readonly terminal: number }
  | { readonly type: "ended"; readonly terminal: number };

/**
 * Starts the thread that reads terminals. A terminal delivers 4 KiB and then has to be read before it delivers
 * more, so decoding, recording and sending must not delay the next read. A failure of the thread ends the host,
 * like any defect.
 * @param file the built terminal-reader-thread.js
 */
export function startReaderThread(file: string): ReadTerminal {
  const worker = new Worker(file);
  // The host's lifetime depends on its parent process only.
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
