import {
  MessageChannelMain,
  type MessagePortMain,
  type UtilityProcess,
  utilityProcess,
  type WebContents,
} from "electron";
import type { FromHost, ToHost } from "../pty-host/protocol";
import { commandEnvironment } from "../system/environment";

/** A pty host from main's side. Its messages to the engine pass through unread. */
export interface UtilityHost {
  /** @param ports transferred with the message */
  post(message: unknown, ports: readonly MessagePortMain[]): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  /** Pings the host. Resolves at the answer, and never when the host has ended. */
  ping(): Promise<void>;
  /** Asks the host to end its sessions as interrupted and to exit; onExit reports its exit. */
  kill(): void;
  /** Kills the process at once, even if it hangs. */
  killNow(): void;
}

/**
 * Starts the pty host as a utility process.
 * @param file the built pty-host.js
 */
export function startUtilityHost(file: string): UtilityHost {
  // Child processes can read the host's environment, so each run gets its own environment by message.
  const env = commandEnvironment(process.env);
  const child = utilityProcess.fork(file, [], { serviceName: "Specwright pty host", env });
  const alive: FromHost["type"] = "alive";
  const ping: ToHost = { type: "ping" };
  let answered: () => void = () => undefined;
  return {
    post: (message, ports) => child.postMessage(message, [...ports]),
    onMessage(listener) {
      child.on("message", (message) => {
        if (message?.type === alive) answered();
        else listener(message);
      });
    },
    ping: () =>
      new Promise((resolve) => {
        answered = resolve;
        child.postMessage(ping);
      }),
    onExit: (listener) => void child.once("exit", listener),
    // This sends SIGTERM, at which the host ends its sessions in order.
    kill: () => {
      child.kill();
    },
    killNow: () => killNow(child),
  };
}

/** Kills a process at once. `child.kill()` sends SIGTERM, which a hanging process does not handle. */
export function killNow({ pid }: UtilityProcess): void {
  if (pid !== undefined) process.kill(pid, "SIGKILL");
}

/**
 * Makes a pair of ports between a window and the pty host.
 * @returns the host's end; the window gets the other end with the run's id
 */
export function terminalPort(window: WebContents, run: string): MessagePortMain {
  const { port1, port2 } = new MessageChannelMain();
  window.postMessage("specwright:terminal", run, [port2]);
  return port1;
}
