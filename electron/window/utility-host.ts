import {
  MessageChannelMain,
  type MessagePortMain,
  utilityProcess,
  type WebContents,
} from "electron";
import { commandEnvironment } from "../runs/agents/environment";
import type { HostProcess } from "../runs/host-process";
import { fromHostSchema } from "../runs/pty-host/protocol";

/** Starts the pty host as a utility process. @param file the built pty-host.js */
export function startUtilityHost(file: string): HostProcess<MessagePortMain> {
  // Its own environment can be read by what it starts: each run gets its own by message.
  const env = commandEnvironment(process.env);
  const child = utilityProcess.fork(file, [], { serviceName: "Specwright pty host", env });
  return {
    get pid() {
      return child.pid;
    },
    post: (message, ports = []) => child.postMessage(message, [...ports]),
    onMessage(listener) {
      const receive = (message: unknown) => {
        const parsed = fromHostSchema.safeParse(message);
        if (parsed.success) listener(parsed.data);
      };
      child.on("message", receive);
      return () => {
        child.off("message", receive);
      };
    },
    onExit(listener) {
      child.once("exit", listener);
      return () => {
        child.off("exit", listener);
      };
    },
    // The host ends its sessions in good order on SIGTERM, which is what this sends.
    kill: () => {
      child.kill();
    },
  };
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
