import type { OnReadOpts, SocketConstructorOpts } from "node:net";
import { ReadStream } from "node:tty";

/**
 * Output is collected for `delay` milliseconds or up to `bytes`. While output is continuous (the last batch was
 * passed on less than `recent` milliseconds ago), it is collected for `steady` milliseconds, a frame of the
 * window, because each batch costs five thread switches whatever its size. Typed characters arrive at longer
 * intervals.
 */
export const batch = { delay: 5, steady: 16, recent: 24, bytes: 64 * 1024 } as const;

/** Reads the output of one terminal. It begins paused. */
export interface TerminalReader {
  pause(): void;
  resume(): void;
  /** Resolves after an attempt to read; output that was read before has been passed on by then. */
  look(): Promise<void>;
  /** Closes the terminal's descriptor. Collected output is dropped. */
  close(): void;
}

export interface TerminalListener {
  /** The bytes are valid during the call only. */
  output(bytes: Buffer): void;
  /** The terminal cannot be read any more or was closed; its descriptor is closed. */
  end(): void;
}

/**
 * Starts reading a terminal.
 * @param fd the terminal's master side, which the reader owns from now on
 */
export type ReadTerminal = (fd: number, listener: TerminalListener) => TerminalReader;

/** The receiver of collected output. */
export interface Gathering {
  /** Returns a buffer of `batch.bytes` to fill. */
  take(): Buffer;
  /**
   * Passes on a buffer of `take`.
   * @param length the bytes in it
   */
  give(buffer: Buffer, length: number): void;
  end(): void;
}

/** Reads in the calling thread. */
export const readHere: ReadTerminal = (fd, listener) => {
  const buffer = Buffer.alloc(batch.bytes);
  return gatherOutput(fd, {
    take: () => buffer,
    give: (filled, length) => listener.output(filled.subarray(0, length)),
    end: listener.end,
  });
};

/** Reads a terminal and collects its output in buffers. Linux delivers at most 4 KiB in one read. */
export function gatherOutput(fd: number, { take, give, end }: Gathering): TerminalReader {
  let filling: Buffer | undefined;
  let filled = 0;
  let timer: NodeJS.Timeout | undefined;
  let lastPassedOn = Number.NEGATIVE_INFINITY;

  function flush() {
    clearTimeout(timer);
    timer = undefined;
    if (filling === undefined) return;
    lastPassedOn = performance.now();
    const [buffer, length] = [filling, filled];
    filling = undefined;
    filled = 0;
    give(buffer, length);
  }

  function gather(length: number, read: Uint8Array) {
    for (let from = 0; from < length; ) {
      filling ??= take();
      const some = read.subarray(from, Math.min(length, from + filling.length - filled));
      filling.set(some, filled);
      from += some.length;
      filled += some.length;
      if (filled === filling.length) flush();
    }
    if (filling !== undefined) timer ??= setTimeout(flush, delay());
    return true;
  }

  const delay = () =>
    performance.now() - lastPassedOn < batch.recent ? batch.steady : batch.delay;

  // Reading into one buffer costs half as much as a stream that allocates new ones.
  const onread: OnReadOpts = { buffer: Buffer.alloc(batch.bytes), callback: gather };
  const options: SocketConstructorOpts & { onread: OnReadOpts } = { onread };
  const socket = new ReadStream(fd, options);
  // EAGAIN is not the end; any other error (EIO on systems that hang up) is.
  socket.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EAGAIN") socket.destroy();
  });
  socket.on("close", () => {
    flush();
    end();
  });

  return {
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    look: () =>
      new Promise((resolve) => {
        setTimeout(() => {
          flush();
          resolve();
        }, batch.delay);
      }),
    close() {
      clearTimeout(timer);
      filling = undefined;
      socket.destroy();
    },
  };
}
