import { Problem, type ProblemData } from "@shared/base/problem";
import type { Parser } from "@shared/contracts";
import {
  acceptingPeer,
  connectingPeer,
  type Peer,
  type PeerParts,
  type PeerReply,
} from "@shared/peer/peer";
import { replyValue } from "@shared/peer/reply-value";

/** Main and the engine are built together, so they always have the same version. */
const version = 1;

/** Calls by name, each with its input and output. */
type Calls = Record<string, { readonly input: unknown; readonly output: unknown }>;
/** Events by name, each with its payload. */
type Events = Record<string, unknown>;

type CallSchemas<C extends Calls> = {
  readonly [N in keyof C]: {
    readonly input: Parser<C[N]["input"]>;
    readonly output: Parser<C[N]["output"]>;
  };
};
type EventSchemas<E extends Events> = { readonly [N in keyof E]: Parser<E[N]> };

/** The function that answers each call. */
export type Answers<C extends Calls> = {
  readonly [N in keyof C]: (input: C[N]["input"]) => C[N]["output"] | Promise<C[N]["output"]>;
};
/** The function that handles each event. */
export type Hears<E extends Events> = { readonly [N in keyof E]: (payload: E[N]) => void };

/** The calls that one end of a link answers, and the events that it handles. */
export interface OwnEnd<C extends Calls, E extends Events> {
  readonly calls: CallSchemas<C>;
  readonly answers: Answers<C>;
  readonly events: EventSchemas<E>;
  readonly hears: Hears<E>;
}

/** One end of a link, to call the other end and send it events. */
export interface Link<C extends Calls, E extends Events> {
  readonly receive: Peer["receive"];
  /** @throws {Problem} the other end's refusal, or the problem with which the link was closed */
  ask<N extends keyof C & string>(name: N, input: C[N]["input"]): Promise<C[N]["output"]>;
  tell<N extends keyof E & string>(name: N, payload: E[N]): void;
  close(problem: ProblemData): void;
}

/**
 * Makes one end of a link between two processes of this build. Every value is validated on arrival.
 * @param theirs the calls that the other end answers
 * @param report receives defects: errors that are not a Problem
 */
export function createLink<
  OwnC extends Calls,
  OwnE extends Events,
  TheirC extends Calls,
  TheirE extends Events,
>(
  own: OwnEnd<OwnC, OwnE>,
  theirs: CallSchemas<TheirC>,
  {
    role,
    post,
    report,
  }: {
    readonly role: "connects" | "accepts";
    post(message: unknown): void;
    report(error: unknown): void;
  },
): Link<TheirC, TheirE> {
  const isCall = (name: unknown): name is keyof OwnC & string =>
    typeof name === "string" && Object.hasOwn(own.calls, name);
  const isEvent = (name: unknown): name is keyof OwnE & string =>
    typeof name === "string" && Object.hasOwn(own.events, name);
  const perform = async <N extends keyof OwnC>(name: N, input: unknown): Promise<unknown> =>
    own.answers[name](own.calls[name].input.parse(input));
  const hear = <N extends keyof OwnE>(name: N, payload: unknown): void =>
    own.hears[name](own.events[name].parse(payload));

  const parts: PeerParts = {
    post,
    async answer(name, input): Promise<PeerReply> {
      try {
        if (!isCall(name)) throw new Error(`There is no call ${String(name)}.`);
        return { ok: true, value: await perform(name, input) };
      } catch (error) {
        if (error instanceof Problem) return { ok: false, problem: error.toData() };
        report(error);
        return { ok: false, problem: { code: "unexpected", message: String(error) } };
      }
    },
    event(name, payload) {
      try {
        if (!isEvent(name)) throw new Error(`There is no event ${String(name)}.`);
        hear(name, payload);
      } catch (error) {
        report(error);
      }
    },
  };
  const peer = role === "connects" ? connectingPeer(parts, version) : acceptingPeer(parts, version);
  return {
    receive: peer.receive,
    ask: async (name, input) => theirs[name].output.parse(replyValue(await peer.ask(name, input))),
    tell: (name, payload) => peer.tell(name, payload),
    close: peer.close,
  };
}
