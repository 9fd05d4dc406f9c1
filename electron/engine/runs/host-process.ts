import { fork } from "node:child_process";
import { type FromHost, fromHostSchema, type ToHost } from "../../pty-host/protocol";
import { commandEnvironment } from "../../system/environment";

/** A pty host from its parent's side. The app's host uses Electron's utilityProcess, with ports. */
export interface HostProcess<Port = never> {
  readonly pid: number | undefined;
  /** @param ports transferred with the message, if this kind of process can */
  post(message: ToHost, ports?: readonly Port[]): void;
  /** @returns a function that stops listening */
  onMessage(listener: (message: FromHost) => void): () => void;
  /** Called once, also when the process could not be started. */
  onExit(listener: () => void): () => void;
  /** Asks the host to end its sessions as interrupted and to exit; onExit reports its exit. */
  kill(): void;
}

/**
 * Starts the pty host as a child process of plain Node.
 * @param file the built host
 */
export function forkHost(file: string): HostProcess {
  // Child processes can read the host's environment, so each run gets its own environment by message.
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
      // A host that has just ended gets no messages; onExit reports its end.
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
      // Not disconnect(): Node never completes it while a message is being received.
      child.kill("SIGTERM");
    },
  };
}
