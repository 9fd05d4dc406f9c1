import {
  MessageChannelMain,
  type MessagePortMain,
  type UtilityProcess,
  utilityProcess,
  type WebContents,
} from "electron";
import type { FromHost, ToHost } from "../pty-host/protocol";
import { commandEnvironment } from "../system/environment";

/** A pty host as main sees it: what passes between it and the engine is theirs. */
export interface UtilityHost {
  /** @param ports transferred with the message */
  post(message: unknown, ports: readonly MessagePortMain[]): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  /** Asks for a sign of life. Resolves with it, and not at all when the host goes. */
  ping(): Promise<void>;
  /** Asks the host to end its sessions as interrupted and to exit; onExit tells when it has. */
  kill(): void;
  /** Ends the process at once, whatever it does. */
  killNow(): void;
}

/** Starts the pty host as a utility process. @param file the built pty-host.js */
export function startUtilityHost(file: string): UtilityHost {
  // Its own environment can be read by what it starts: each run gets its own by message.
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
    // The host ends its sessions in good order on SIGTERM, which is what this sends.
    kill: () => {
      child.kill();
    },
    killNow: () => killNow(child),
  };
}

/** Ends a process at once. Not `child.kill()`, which asks: a process that hangs does not hear. */
export function killNow({ pid }: UtilityProcess): void {
  if (pid !== undefined) process.kill(pid, "SIGKILL");
}

/**
 * Makes the pair of ports between a window and the pty host.
 * @returns the host's end; the window gets its own with the run's id
 */
export function terminalPort(window: WebContents, run: string): MessagePortMain {
  const { port1, port2 } = new MessageChannelMain();
  window.postMessage("specwright:terminal", run, [port2]);
  return port1;
}
