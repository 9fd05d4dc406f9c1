import { createHeldSessions } from "./held-sessions";
import type { SessionMessage } from "./protocol";
import { openSession, type Session, type SessionOptions } from "./session";
import type { HostTransport, Port } from "./transport";
import { refuse } from "./windows";

/** The running host. */
export interface Host {
  /** Stops every session as interrupted; resolves when all their files are closed. */
  close(): Promise<void>;
}

/** Serves sessions over a transport until the transport closes. */
export function startHost(transport: HostTransport, options: SessionOptions): Host {
  const sessions = new Map<string, Session>();
  const held = createHeldSessions();
  const channels = new Map<number, ReturnType<typeof channelPort>>();
  let closing: Promise<void> | undefined;

  function channelPort(channel: number) {
    let receive: (message: unknown) => void = () => undefined;
    let gone: () => void = () => undefined;
    const port: Port = {
      post: (message) => transport.post({ type: "terminal", channel, message }),
      onMessage: (listener) => {
        receive = listener;
      },
      onClose: (listener) => {
        gone = listener;
      },
      close: () => void channels.delete(channel),
    };
    return { port, receive: (message: unknown) => receive(message), gone: () => gone() };
  }

  transport.onMessage((message, ports) => {
    switch (message.type) {
      case "ping":
        transport.post({ type: "alive" });
        return;
      case "open": {
        const { session: spec } = message;
        if (closing !== undefined || sessions.has(spec.run)) {
          const reason = "The terminal host is closing. Start the run again.";
          transport.post({ type: "failed", run: spec.run, reason });
          return;
        }
        held.open(spec, message.kept);
        const post = (sent: SessionMessage) => {
          held.sent(sent);
          transport.post(sent);
        };
        const session = openSession(spec, post, options);
        sessions.set(spec.run, session);
        void session.done.then(() => sessions.delete(spec.run));
        return;
      }
      case "take-up":
        for (const channel of [...channels.values()]) channel.gone();
        channels.clear();
        transport.post({ type: "sessions", sessions: held.all() });
        return;
      case "release":
        held.release(message.run);
        return;
      case "attach": {
        const own = ports[0] === undefined ? channelPort(message.channel) : undefined;
        if (own !== undefined) channels.set(message.channel, own);
        const port = ports[0] ?? own?.port;
        if (port === undefined) return;
        const session = sessions.get(message.run);
        if (session === undefined) refuse(port);
        else session.attach(port);
        return;
      }
      case "terminal":
        channels.get(message.channel)?.receive(message.message);
        return;
      case "detach":
        channels.get(message.channel)?.gone();
        return;
      case "note":
        sessions.get(message.run)?.note(message.event, message.at);
        return;
      case "finish":
        sessions.get(message.run)?.finish();
        return;
      case "snapshot":
        held.answered(message.run);
        sessions.get(message.run)?.snapshot(message.taken);
        return;
      case "stop":
        void sessions.get(message.run)?.stop(message.how);
        return;
    }
  });

  function close(): Promise<void> {
    closing ??= Promise.all(
      [...sessions.values()].map((session) => session.stop("interrupted")),
    ).then(() => undefined);
    return closing;
  }
  return { close };
}
