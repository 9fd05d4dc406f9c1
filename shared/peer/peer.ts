// Calls and events over any channel that keeps messages in order: a MessagePort between a window and the
// engine, the port between main and the engine, a local socket. Pure: the channel is a parameter, and no
// clock is read.

import type { ProblemData } from "../base/problem";

/** The messages between the two ends of a channel. Values are anything that the channel can carry. */
type Message =
  /** The first message of the connecting end. */
  | { readonly type: "hello"; readonly version: number }
  /** The answer to hello. After a refusal no message follows. */
  | { readonly type: "welcome" }
  | { readonly type: "refused"; readonly problem: ProblemData }
  | {
      readonly type: "ask";
      readonly id: number;
      readonly name: unknown;
      readonly input: unknown;
    }
  | { readonly type: "reply"; readonly id: number; readonly reply: PeerReply }
  | { readonly type: "event"; readonly name: unknown; readonly payload: unknown };

/** The reply to a call. */
export type PeerReply =
  | { readonly ok: true; readonly value?: unknown }
  | { readonly ok: false; readonly problem: ProblemData };

/** The functions with which a peer sends messages, answers calls and receives events. */
export interface PeerParts {
  post(message: unknown): void;
  /** Answers a call. Must not reject: a refusal is a reply. */
  answer(name: unknown, input: unknown): Promise<PeerReply>;
  event(name: unknown, payload: unknown): void;
}

/** One end of a channel. */
export interface Peer {
  /** Takes a message from the channel. An invalid message is ignored. */
  receive(message: unknown): void;
  /** Calls the other end. Never rejects. */
  ask(name: string, input: unknown): Promise<PeerReply>;
  tell(name: string, payload: unknown): void;
  /** Ends the peer: pending calls and later calls get this problem. */
  close(problem: ProblemData): void;
}

/** The accepting end's answer to an end with another version. */
export const otherVersion: ProblemData = {
  code: "bad-request",
  message:
    "This part of Specwright and the part that it talks to have different versions. Quit Specwright and start it again.",
};

/** The answer to pending calls when the engine's process has ended. */
export const engineEnded: ProblemData = {
  code: "engine-ended",
  message: "Specwright's engine has ended. Nothing that was saved is lost.",
};

/** A value that the channel cannot carry was not sent. */
const notSent = (error: unknown): PeerReply => ({
  ok: false,
  problem: {
    code: "bad-request",
    message: "This cannot be sent to the app.",
    detail: error instanceof Error ? error.message : String(error),
  },
});

/**
 * The end that connects. It says hello at once. Calls are sent without waiting for the welcome, because the
 * channel keeps their order.
 * @param version the version of the calls and events that this end knows
 */
export function connectingPeer(parts: PeerParts, version: number): Peer {
  const peer = makePeer(parts);
  send(parts, { type: "hello", version });
  return peer;
}

/**
 * The end that accepts. It refuses calls until the other end has said hello in this version.
 * @param version the version of the calls and events that this end knows
 * @param welcomed called once, after the other end has said hello in this version
 */
export function acceptingPeer(
  parts: PeerParts,
  version: number,
  welcomed: () => void = () => undefined,
): Peer {
  let greeted = false;
  const peer = makePeer({
    ...parts,
    answer: (name, input) =>
      greeted ? parts.answer(name, input) : Promise.resolve({ ok: false, problem: otherVersion }),
    event(name, payload) {
      if (greeted) parts.event(name, payload);
    },
  });
  return {
    ...peer,
    receive(message) {
      if (!isMessage(message) || message.type !== "hello") return peer.receive(message);
      if (message.version !== version) {
        send(parts, { type: "refused", problem: otherVersion });
      } else if (!greeted) {
        greeted = true;
        send(parts, { type: "welcome" });
        welcomed();
      }
    },
  };
}

function send(parts: PeerParts, message: Message): void {
  parts.post(message);
}

function makePeer(parts: PeerParts): Peer {
  const waiting = new Map<number, (reply: PeerReply) => void>();
  let last = 0;
  let closed: ProblemData | undefined;

  const reply = (id: number, answer: PeerReply) => {
    if (closed) return;
    try {
      send(parts, { type: "reply", id, reply: answer });
    } catch (error) {
      send(parts, { type: "reply", id, reply: notSent(error) });
    }
  };
  const close = (problem: ProblemData) => {
    closed ??= problem;
    const all = [...waiting.values()];
    waiting.clear();
    for (const settle of all) settle({ ok: false, problem });
  };

  return {
    receive(message) {
      if (!isMessage(message)) return;
      switch (message.type) {
        case "ask":
          void parts.answer(message.name, message.input).then((it) => reply(message.id, it));
          return;
        case "reply":
          waiting.get(message.id)?.(message.reply);
          waiting.delete(message.id);
          return;
        case "event":
          parts.event(message.name, message.payload);
          return;
        case "refused":
          close(message.problem);
          return;
        case "hello":
        case "welcome":
          return;
      }
    },
    ask(name, input) {
      if (closed) return Promise.resolve({ ok: false, problem: closed });
      last += 1;
      const id = last;
      return new Promise((resolve) => {
        waiting.set(id, resolve);
        try {
          send(parts, { type: "ask", id, name, input });
        } catch (error) {
          waiting.delete(id);
          resolve(notSent(error));
        }
      });
    },
    tell(name, payload) {
      if (!closed) send(parts, { type: "event", name, payload });
    },
    close,
  };
}

/** Checks only the fields that route a message. The receiver checks calls, events and values. */
function isMessage(value: unknown): value is Message {
  if (!isRecord(value)) return false;
  switch (value["type"]) {
    case "hello":
      return typeof value["version"] === "number";
    case "welcome":
    case "event":
      return true;
    case "refused":
      return isRecord(value["problem"]);
    case "ask":
      return typeof value["id"] === "number";
    case "reply":
      return typeof value["id"] === "number" && isRecord(value["reply"]);
    default:
      return false;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
