import type { RunId } from "@shared/base/ids";
import { isSealedKind } from "@shared/runs/sealing";
import type { HeldSession, SessionMessage, SessionSpec } from "./protocol";

/**
 * The sessions that no engine has released, with the messages that an engine still needs. An engine can die before it
 * has noted a message; the next engine gets the message again.
 */
export interface HeldSessions {
  /** @param kept the engine's notes for the next engine */
  open(spec: SessionSpec, kept: unknown): void;
  /** A message of a session was sent. */
  sent(message: SessionMessage): void;
  /** The engine has answered the session's `agent-over`. */
  answered(run: RunId): void;
  release(run: RunId): void;
  all(): HeldSession[];
}

export function createHeldSessions(): HeldSessions {
  const sessions = new Map<string, HeldSession>();
  const filter = (run: RunId, counts: (message: SessionMessage) => boolean) => {
    const session = sessions.get(run);
    if (session) sessions.set(run, { ...session, messages: session.messages.filter(counts) });
  };
  return {
    open({ run, folder }, kept) {
      sessions.set(run, { run, folder, kept, messages: [] });
    },
    sent(message) {
      // The engine reads the other events, which are many, from the log.
      if (message.type === "event" && !isSealedKind(message.logged.event.type)) return;
      sessions.get(message.run)?.messages.push(message);
    },
    answered: (run) => filter(run, ({ type }) => type !== "agent-over"),
    release: (run) => void sessions.delete(run),
    all: () =>
      [...sessions.values()].map((session) => ({ ...session, messages: [...session.messages] })),
  };
}
