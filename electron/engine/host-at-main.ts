import { type FromHost, fromHostSchema } from "../pty-host/protocol";
import type { MainEvents } from "./main-link";
import type { HostProcess } from "./runs/host-process";
import type { WindowTerminal } from "./window-terminal";

/** Tells main what to do with its pty hosts. */
type TellMain = <N extends "startHost" | "postToHost" | "killHost">(
  name: N,
  payload: MainEvents[N],
) => void;

/**
 * The pty hosts that main runs for the engine, because only main can start a process that can receive a window's
 * port.
 */
export interface HostsAtMain {
  start(): HostProcess<WindowTerminal>;
  /** The hosts of an earlier engine. Each is handed out once. */
  left(): readonly HostProcess<WindowTerminal>[];
  /** Main received a message of a host. */
  message(host: number, message: unknown): void;
  exit(host: number): void;
}

/** @param earlier the hosts that an earlier engine left running */
export function createHostsAtMain(tell: TellMain, earlier: readonly number[]): HostsAtMain {
  let last = Math.max(0, ...earlier);
  const hosts = new Map<
    number,
    { readonly messages: Set<(message: FromHost) => void>; readonly exits: Set<() => void> }
  >();
  const processOf = (host: number): HostProcess<WindowTerminal> => {
    const messages = new Set<(message: FromHost) => void>();
    const exits = new Set<() => void>();
    hosts.set(host, { messages, exits });
    return {
      pid: undefined,
      post: (message, terminals = []) =>
        tell("postToHost", { host, message, terminals: [...terminals] }),
      onMessage(listener) {
        messages.add(listener);
        return () => messages.delete(listener);
      },
      onExit(listener) {
        if (hosts.has(host)) exits.add(listener);
        else listener();
        return () => exits.delete(listener);
      },
      kill: () => tell("killHost", { host }),
    };
  };
  let left = earlier.map(processOf);
  return {
    start() {
      last += 1;
      tell("startHost", { host: last });
      return processOf(last);
    },
    left() {
      const taken = left;
      left = [];
      return taken;
    },
    message(host, message) {
      const parsed = fromHostSchema.safeParse(message);
      if (parsed.success)
        for (const listener of hosts.get(host)?.messages ?? []) listener(parsed.data);
    },
    exit(host) {
      const known = hosts.get(host);
      hosts.delete(host);
      for (const listener of known?.exits ?? []) listener();
    },
  };
}
