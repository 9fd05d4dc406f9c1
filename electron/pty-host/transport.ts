import { type ParentPort, parentPort, type UtilityPort } from "../system/parent-port";
import { type FromHost, readToHost, type ToHost } from "./protocol";

/** One end of a channel to a window's terminal. */
export interface Port {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The other end was closed. */
  onClose(listener: () => void): void;
  close(): void;
}

/** The connection of the host to its parent process. */
export interface HostTransport {
  post(message: FromHost): void;
  onMessage(listener: (message: ToHost, ports: readonly Port[]) => void): void;
  /** The parent has ended, or wants the host to end. */
  onClose(listener: () => void): void;
}

/** The transport of this process: a utility process's port, or a forked child's. */
export function processTransport(): HostTransport {
  const parent = parentPort();
  return parent ? parentPortTransport(parent) : forkTransport();
}

function parentPortTransport(parent: ParentPort): HostTransport {
  return {
    post: (message) => parent.postMessage(message),
    onMessage(listener) {
      parent.on("message", ({ data, ports }) => {
        const { message, refusal } = readToHost(data);
        if (message) listener(message, ports.map(portOf));
        else if (refusal) parent.postMessage(refusal);
      });
    },
    onClose(listener) {
      parent.on("close", listener);
      process.once("SIGTERM", listener);
    },
  };
}

function portOf(port: UtilityPort): Port {
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
  const post = (message: FromHost) => {
    // The parent may end at any moment; messages that it misses are in the log.
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
  };
  return {
    post,
    onMessage(listener) {
      process.on("message", (data) => {
        const { message, refusal } = readToHost(data);
        if (message) listener(message, []);
        else if (refusal) post(refusal);
      });
    },
    onClose(listener) {
      process.once("disconnect", listener);
      process.once("SIGTERM", listener);
      // Ctrl-C in a terminal reaches the whole group; the parent decides about the runs.
      process.on("SIGINT", () => undefined);
      process.on("SIGHUP", () => undefined);
    },
  };
}
