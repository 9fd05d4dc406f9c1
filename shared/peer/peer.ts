// Calls and events over any channel that keeps messages in order: a MessagePort between a window and the engine,
// the port between main and the engine, a local socket. Pure: the channel is given, and time is not looked at.

import type { ProblemData } from "../contracts/problem";

/** The two ends of a channel speak these. Values are whatever the channel can carry. */
type Message =
  /** The first message of whoever connects. */
  | { readonly type: "hello"; readonly version: number }
  /** The answer to it. Nothing else follows a refusal. */
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

/** What travels back for a call. */
export type PeerReply =
  | { readonly ok: true; readonly value?: unknown }
  | { readonly ok: false; readonly problem: ProblemData };

/** What a peer does with the calls and events of the other end. */
export interface PeerParts {
  post(message: unknown): void;
  /** Answers a call. Must not reject: a refusal is a reply. */
  answer(name: unknown, input: unknown): Promise<PeerReply>;
  event(name: unknown, payload: unknown): void;
}

/** One end of a channel. */
export interface Peer {
  /** Takes in a message of the channel. A message that is none is passed over. */
  receive(message: unknown): void;
  /** Calls the other end. Never rejects. */
  ask(name: string, input: unknown): Promise<PeerReply>;
  tell(name: string, payload: unknown): void;
  /** The channel is gone: all who wait get this problem, and later calls too. */
  close(problem: ProblemData): void;
}

/** What the other end is told that speaks another version, by who accepts connections. */
export const otherVersion: ProblemData = {
  code: "bad-request",
  message:
    "This part of Specwright and the one that it talks to are of different versions. Quit Specwright and start it again.",
};

/** What whoever waits for an answer of the engine is told when its process has ended. */
export const engineEnded: ProblemData = {
  code: "engine-ended",
  message: "Specwright's engine ended and is started again. Nothing that was saved is lost.",
};

/** The other end's words could not be sent, because they hold what no channel carries. */
const notSent = (error: unknown): PeerReply => ({
  ok: false,
  problem: {
    code: "bad-request",
    message: "This cannot be sent to the app.",
    detail: error instanceof Error ? error.message : String(error),
  },
});

/**
 * The end that connects. It says hello at once; calls go out without waiting for the welcome, because the channel
 * keeps their order.
 * @param version of the calls and events that this end knows
 */
export function connectingPeer(parts: PeerParts, version: number): Peer {
  const peer = makePeer(parts);
  send(parts, { type: "hello", version });
  return peer;
}

/**
 * The end that accepts. Calls of an end that has not said hello in this version are refused.
 * @param version of the calls and events that this end knows
 * @param welcomed called once, when the other end has said hello in this version
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

/** Looks at what decides where a message goes; calls, events and values are checked by whoever takes them. */
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
