import { fork } from "node:child_process";
import { type FromHost, fromHostSchema, type ToHost } from "../../pty-host/protocol";
import { commandEnvironment } from "../../system/environment";

/** A pty host as its parent sees it. The app has one over Electron's utilityProcess, with ports. */
export interface HostProcess<Port = never> {
  readonly pid: number | undefined;
  /** @param ports transferred with the message, where the kind of process can */
  post(message: ToHost, ports?: readonly Port[]): void;
  /** @returns the function that stops listening */
  onMessage(listener: (message: FromHost) => void): () => void;
  /** Called once, also when the process could not be started. */
  onExit(listener: () => void): () => void;
  /** Asks the host to end its sessions as interrupted and to exit; onExit tells when it has. */
  kill(): void;
}

/**
 * Starts the pty host as a child of plain Node.
 * @param file the built host
 */
export function forkHost(file: string): HostProcess {
  // It lives as long as any run does, and each run gets its own environment by message.
  const env = commandEnvironment(process.env);
  const child = fork(file, [], { serialization: "advanced", execArgv: [], env });
  const exitListeners = new Set<() => void>();
  let exited = false;
  const exit = () => {
    if (exited) return;
    exited = true;
    for (const listener of exitListeners) listener();
  };
  child.once("exit", exit);
  child.once("error", exit);

  return {
    get pid() {
      return child.pid;
    },
    post(message) {
      // A host that has just died cannot be told anything; onExit says so.
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage(listener) {
      const receive = (message: unknown) => {
        const parsed = fromHostSchema.safeParse(message);
        if (parsed.success) listener(parsed.data);
      };
      child.on("message", receive);
      return () => child.off("message", receive);
    },
    onExit(listener) {
      if (exited) listener();
      else exitListeners.add(listener);
      return () => exitListeners.delete(listener);
    },
    kill() {
      // Not disconnect(): in the middle of an arriving message Node never finishes it.
      child.kill("SIGTERM");
    },
  };
}
