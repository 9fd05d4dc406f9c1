import type { LoggedEvent, NotedEvent, SessionEnd } from "@shared/runs/event";
import type { SessionSpec, Taken } from "../../pty-host/protocol";
import type { HostProcess } from "./host-process";

/** The events of a session. After `failed` or `closed` the run's folder belongs to the supervisor again. */
export interface SessionListener {
  event(logged: LoggedEvent): void;
  /** The agent has ended and the validation waits: commit the working tree. Never rejects. */
  agentOver(): Promise<Taken>;
  failed(reason: string): void;
  closed(): void;
  /** The pty host died: the recording may be torn, and no process writes it any more. */
  lost(): void;
}

/** The live terminals, all in one pty host, which starts with the first one. */
export interface Sessions<Port> {
  open(spec: SessionSpec, listener: SessionListener): void;
  has(run: string): boolean;
  /**
   * Shows a live terminal from its beginning.
   * @param port a port that the host takes over; without one, `listener` gets the messages
   * @returns functions to send a message to the terminal and to stop showing it
   */
  attach(
    run: string,
    port: Port | undefined,
    listener?: (message: unknown) => void,
  ): { send(message: unknown): void; detach(): void };
  /** Writes an event to the run's log with the time `at`, in milliseconds since 1970; see `note` in `protocol.ts`. */
  note(run: string, event: NotedEvent, at: number): void;
  /** Asks the run's agent to end; see `finish` in `protocol.ts`. */
  finish(run: string): void;
  stop(run: string, how: SessionEnd): void;
  /** Resolves when the run's session is over; at once when the run has no session. */
  ended(run: string): Promise<void>;
  /**
   * Resolves when the run's programs have ended: with the session, or earlier while the session's end waits for a
   * full disk.
   */
  stopped(run: string): Promise<void>;
  /** Ends the pty host and waits for its end, which interrupts active sessions. */
  close(): Promise<void>;
}

/** @param start starts a pty host */
export function createSessions<Port>(start: () => HostProcess<Port>): Sessions<Port> {
  const listeners = new Map<string, SessionListener>();
  type Waiting = Map<string, (() => void)[]>;
  const waiting: Waiting = new Map();
  const halted: Waiting = new Map();
  const channels = new Map<number, (message: unknown) => void>();
  let host: HostProcess<Port> | undefined;
  let lastChannel = 0;

  const settle = (those: Waiting, run: string) => {
    for (const resolve of those.get(run) ?? []) resolve();
    those.delete(run);
  };
  const join = (those: Waiting, run: string): Promise<void> =>
    listeners.has(run)
      ? new Promise((resolve) => {
          those.set(run, [...(those.get(run) ?? []), resolve]);
        })
      : Promise.resolve();

  const over = (run: string, tell: (listener: SessionListener) => void) => {
    const listener = listeners.get(run);
    listeners.delete(run);
    if (listener) tell(listener);
    settle(waiting, run);
    settle(halted, run);
  };

  const running = (): HostProcess<Port> => {
    if (host) return host;
    const started = start();
    host = started;
    started.onMessage((message) => {
      switch (message.type) {
        case "event":
          listeners.get(message.run)?.event(message.logged);
          break;
        case "failed":
          over(message.run, (listener) => listener.failed(message.reason));
          break;
        case "lost":
          over(message.run, (listener) => listener.lost());
          break;
        case "agent-over": {
          const { run } = message;
          void listeners
            .get(run)
            ?.agentOver()
            .then((taken) => started.post({ type: "snapshot", run, taken }));
          break;
        }
        case "waits":
          settle(halted, message.run);
          break;
        case "closed":
          over(message.run, (listener) => listener.closed());
          break;
        case "terminal":
          channels.get(message.channel)?.(message.message);
          break;
      }
    });
    started.onExit(() => {
      if (host === started) host = undefined;
      for (const run of [...listeners.keys()]) over(run, (listener) => listener.lost());
    });
    return started;
  };

  return {
    open(spec, listener) {
      // The host is started first. If that fails, no session is registered that would never end.
      running().post({ type: "open", session: spec });
      listeners.set(spec.run, listener);
    },
    has: (run) => listeners.has(run),
    attach(run, port, listener) {
      lastChannel += 1;
      const channel = lastChannel;
      if (listener) channels.set(channel, listener);
      running().post({ type: "attach", run, channel }, port === undefined ? [] : [port]);
      return {
        send: (message) => host?.post({ type: "terminal", channel, message }),
        detach: () => {
          channels.delete(channel);
          host?.post({ type: "detach", channel });
        },
      };
    },
    note: (run, event, at) => host?.post({ type: "note", run, event, at }),
    finish: (run) => host?.post({ type: "finish", run }),
    stop: (run, how) => host?.post({ type: "stop", run, how }),
    ended: (run) => join(waiting, run),
    stopped: (run) => join(halted, run),
    close: () =>
      new Promise((resolve) => {
        if (!host) return resolve();
        host.onExit(resolve);
        host.kill();
      }),
  };
}
