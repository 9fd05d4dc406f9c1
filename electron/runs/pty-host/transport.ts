import { z } from "zod";
import { type FromHost, type ToHost, toHostSchema } from "./protocol";

/** One end of a channel to a window's terminal. */
export interface Port {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The other end is gone. */
  onClose(listener: () => void): void;
  close(): void;
}

/** How the host talks to the process that started it. */
export interface HostTransport {
  post(message: FromHost): void;
  onMessage(listener: (message: ToHost, ports: readonly Port[]) => void): void;
  /** The parent is gone, or wants the host to end. */
  onClose(listener: () => void): void;
}

/** What Electron gives a utility process as process.parentPort, as far as it is used here. */
interface MessagePortMain {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
  on(event: "message", listener: (message: { readonly data: unknown }) => void): unknown;
  on(event: "close", listener: () => void): unknown;
}
interface ParentPort {
  postMessage(message: unknown): void;
  on(
    event: "message",
    listener: (message: {
      readonly data: unknown;
      readonly ports: readonly MessagePortMain[];
    }) => void,
  ): unknown;
  on(event: "close", listener: () => void): unknown;
}
const parentPortSchema = z.custom<ParentPort>(
  (value) => typeof value === "object" && value !== null && "postMessage" in value,
);

/** The transport of this process: a utility process's port, or a forked child's. */
export function processTransport(): HostTransport {
  // Only Electron's utility processes have it.
  const parent = parentPortSchema.safeParse(Reflect.get(process, "parentPort"));
  return parent.success ? parentPortTransport(parent.data) : forkTransport();
}

function parentPortTransport(parent: ParentPort): HostTransport {
  return {
    post: (message) => parent.postMessage(message),
    onMessage(listener) {
      parent.on("message", ({ data, ports }) => {
        const parsed = toHostSchema.safeParse(data);
        if (parsed.success) listener(parsed.data, ports.map(portOf));
      });
    },
    onClose(listener) {
      parent.on("close", listener);
      process.once("SIGTERM", listener);
    },
  };
}

function portOf(port: MessagePortMain): Port {
  return {
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      port.on("message", ({ data }) => listener(data));
      port.start();
    },
    onClose: (listener) => void port.on("close", listener),
    close: () => port.close(),
  };
}

function forkTransport(): HostTransport {
  return {
    post(message) {
      // The parent may go at any moment; what it no longer hears is in the log.
      if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
    },
    onMessage(listener) {
      process.on("message", (message) => {
        const parsed = toHostSchema.safeParse(message);
        if (parsed.success) listener(parsed.data, []);
      });
    },
    onClose(listener) {
      process.once("disconnect", listener);
      process.once("SIGTERM", listener);
      // Ctrl-C in a terminal reaches the whole group; the parent decides what becomes of the runs.
      process.on("SIGINT", () => undefined);
      process.on("SIGHUP", () => undefined);
    },
  };
}
