import type { RunId } from "@shared/base/ids";
import type { LoggedEvent, NotedEvent, SessionEnd } from "@shared/runs/event";
import type { FromHost, HeldSession, SessionSpec, Taken } from "../../pty-host/protocol";
import type { HostProcess } from "./host-process";

/** The events of a session. After `failed` or `closed` the run's folder belongs to the supervisor again. */
export interface SessionListener {
  event(logged: LoggedEvent): void;
  /** The agent has ended and the validation waits: commit the working tree. Never rejects. */
  agentOver(): Promise<Taken>;
  failed(reason: string): void;
  closed(): void;
  /**
   * The pty host died: the recording may be torn, and no process writes it any more.
   * @param reason a sentence for a run that had not begun; undefined for the general one
   */
  lost(reason?: string): void;
}

/** The live terminals. All new ones are in one pty host, which starts with the first one. */
export interface Sessions<Port> {
  /** @param kept notes that the pty host keeps for the next engine, in case this one dies */
  open(spec: SessionSpec, listener: SessionListener, kept?: unknown): void;
  /**
   * Takes up the sessions of pty hosts that an earlier engine started. A host without a session of this project is
   * ended.
   * @param listenerOf returns the listener of a session; undefined for a session of another project
   * Resolves without a host that does not answer within `patience` (milliseconds); its sessions are taken up when it
   * answers.
   */
  takeUp(
    hosts: readonly HostProcess<Port>[],
    listenerOf: (session: HeldSession) => SessionListener | undefined,
    patience?: number,
  ): Promise<void>;
  /** Everything about an ended session is on disk, so the pty host can forget the session. */
  release(run: RunId): void;
  has(run: RunId): boolean;
  /**
   * Shows a live terminal from its beginning.
   * @param port a port that the host takes over; without one, `listener` gets the messages
   * @returns functions to send a message to the terminal and to stop showing it
   */
  attach(
    run: RunId,
    port: Port | undefined,
    listener?: (message: unknown) => void,
  ): { send(message: unknown): void; detach(): void };
  /** Writes an event to the run's log with the time `at`, in milliseconds since 1970; see `note` in `protocol.ts`. */
  note(run: RunId, event: NotedEvent, at: number): void;
  /** Asks the run's agent to end; see `finish` in `protocol.ts`. */
  finish(run: RunId): void;
  stop(run: RunId, how: SessionEnd): void;
  /** Resolves when the run's session is over; at once when the run has no session. */
  ended(run: RunId): Promise<void>;
  /**
   * Resolves when the run's programs have ended: with the session, or earlier while the session's end waits for a
   * full disk.
   */
  stopped(run: RunId): Promise<void>;
  /** Ends the pty host and waits for its end, which interrupts active sessions. */
  close(): Promise<void>;
}

interface Live<Port> {
  readonly host: HostProcess<Port>;
  readonly listener: SessionListener;
}

/** The reason why a run did not begin whose pty host ended before its first message. */
const neverSpoke =
  "The process that runs terminals ended before it could start anything. Start the task again. If this happens again, install Specwright again: a part of it is missing or damaged.";

/** @param start starts a pty host */
export function createSessions<Port>(start: () => HostProcess<Port>): Sessions<Port> {
  const live = new Map<RunId, Live<Port>>();
  type Waiting = Map<RunId, (() => void)[]>;
  const waiting: Waiting = new Map();
  const halted: Waiting = new Map();
  const channels = new Map<number, (message: unknown) => void>();
  const hosts = new Set<HostProcess<Port>>();
  /** The hosts of an earlier engine that have not answered yet. */
  const silent = new Set<HostProcess<Port>>();
  let lastChannel = 0;

  const settle = (those: Waiting, run: RunId) => {
    for (const resolve of those.get(run) ?? []) resolve();
    those.delete(run);
  };
  const join = (those: Waiting, run: RunId): Promise<void> =>
    live.has(run)
      ? new Promise((resolve) => {
          those.set(run, [...(those.get(run) ?? []), resolve]);
        })
      : Promise.resolve();

  const over = (run: RunId, tell: (listener: SessionListener) => void) => {
    const session = live.get(run);
    live.delete(run);
    if (session) tell(session.listener);
    settle(waiting, run);
    settle(halted, run);
  };

  const receive = (from: HostProcess<Port>, message: FromHost) => {
    switch (message.type) {
      case "event":
        live.get(message.run)?.listener.event(message.logged);
        break;
      case "failed":
        over(message.run, (listener) => listener.failed(message.reason));
        break;
      case "lost":
        over(message.run, (listener) => listener.lost());
        break;
      case "agent-over": {
        const { run } = message;
        void live
          .get(run)
          ?.listener.agentOver()
          .then((taken) => from.post({ type: "snapshot", run, taken }));
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
  };

  /** Uses a host for the project's sessions. */
  const use = (host: HostProcess<Port>): HostProcess<Port> => {
    hosts.add(host);
    let hasSpoken = false;
    host.onMessage((message) => {
      hasSpoken = true;
      receive(host, message);
    });
    host.onExit(() => {
      hosts.delete(host);
      const reason = hasSpoken ? undefined : neverSpoke;
      for (const [run, session] of [...live])
        if (session.host === host) over(run, (listener) => listener.lost(reason));
    });
    return host;
  };

  const takeUpFrom = (
    host: HostProcess<Port>,
    listenerOf: (session: HeldSession) => SessionListener | undefined,
    patience: number,
  ) =>
    new Promise<void>((resolve) => {
      const late = setTimeout(resolve, patience);
      silent.add(host);
      const done = () => {
        silent.delete(host);
        clearTimeout(late);
        resolve();
      };
      host.onExit(done);
      const stopListening = host.onMessage((message) => {
        if (message.type !== "sessions") return;
        stopListening();
        const ours = message.sessions.flatMap((session) => {
          const listener = listenerOf(session);
          return listener === undefined ? [] : [{ session, listener }];
        });
        if (ours.length === 0) host.kill();
        else use(host);
        for (const { session, listener } of ours) {
          live.set(session.run, { host, listener });
          for (const earlier of session.messages) receive(host, earlier);
        }
        done();
      });
      host.post({ type: "take-up" });
    });

  return {
    open(spec, listener, kept) {
      // The host is started first. If that fails, no session is registered that would never end.
      const [host = use(start())] = hosts;
      host.post({ type: "open", session: spec, kept });
      live.set(spec.run, { host, listener });
    },
    async takeUp(left, listenerOf, patience = 3_000) {
      for (const host of left) await takeUpFrom(host, listenerOf, patience);
    },
    release(run) {
      for (const host of hosts) host.post({ type: "release", run });
    },
    has: (run) => live.has(run),
    attach(run, port, listener) {
      lastChannel += 1;
      const channel = lastChannel;
      const host = live.get(run)?.host;
      if (listener) channels.set(channel, listener);
      host?.post({ type: "attach", run, channel }, port === undefined ? [] : [port]);
      return {
        send: (message) => host?.post({ type: "terminal", channel, message }),
        detach: () => {
          channels.delete(channel);
          host?.post({ type: "detach", channel });
        },
      };
    },
    note: (run, event, at) => live.get(run)?.host.post({ type: "note", run, event, at }),
    finish: (run) => live.get(run)?.host.post({ type: "finish", run }),
    stop: (run, how) => live.get(run)?.host.post({ type: "stop", run, how }),
    ended: (run) => join(waiting, run),
    stopped: (run) => join(halted, run),
    async close() {
      await Promise.all(
        [...hosts, ...silent].map(
          (host) =>
            new Promise<void>((resolve) => {
              host.onExit(resolve);
              host.kill();
            }),
        ),
      );
    },
  };
}
