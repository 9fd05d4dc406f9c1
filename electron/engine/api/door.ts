import { Problem } from "@shared/base/problem";
import {
  type CallInput,
  type CallOutput,
  calls,
  type EngineCallName,
  isEngineCall,
} from "@shared/contracts";
import type { PeerReply } from "@shared/peer/peer";
import { ZodError } from "zod";
import { type Client, onlyInWindow, requireRight } from "./caller";

/** The function that answers each call. */
export type Handlers = {
  readonly [N in EngineCallName]: (
    input: CallInput<N>,
    client: Client,
  ) => CallOutput<N> | Promise<CallOutput<N>>;
};

/** The handlers behind the door, and the check of permissions. A command's own process has fewer of them. */
export interface Behind {
  readonly handlers: Partial<Handlers>;
  /**
   * Resolves when the call can be answered.
   * @throws {Problem} for a call that this client may not make now
   */
  permit(name: EngineCallName, client: Client): Promise<void>;
}

/** Answers a client's call. Never rejects. */
export type Door = (client: Client, name: unknown, input: unknown) => Promise<PeerReply>;

/**
 * Makes the only door to the engine: it checks the call's name, the caller's right, the input and the output, and
 * returns every error as a typed problem.
 * @param report receives defects: errors that are not a Problem
 */
export function makeDoor({ handlers, permit }: Behind, report: (error: unknown) => void): Door {
  return async (client, name, input) => {
    try {
      if (typeof name !== "string" || !isEngineCall(name))
        throw new Problem("bad-request", "The window asked for something that does not exist.");
      requireRight(client.caller, name);
      await permit(name, client);
      return { ok: true, value: await answer(handlers, name, input, client) };
    } catch (error) {
      return { ok: false, problem: toProblem(error, report).toData() };
    }
  };
}

async function answer<N extends EngineCallName>(
  handlers: Partial<Handlers>,
  name: N,
  input: unknown,
  client: Client,
): Promise<CallOutput<N>> {
  const contract = calls[name];
  const handler: Partial<Handlers>[N] = handlers[name];
  if (!handler) throw onlyInWindow(name);
  return contract.output.parse(await handler(parseInput(contract.input, input), client));
}

/** @throws {Problem} `bad-request` */
export function parseInput<T>(schema: { parse(value: unknown): T }, input: unknown): T {
  try {
    return schema.parse(input);
  } catch (error) {
    const detail = error instanceof ZodError ? error.message : String(error);
    throw new Problem(
      "bad-request",
      "This request has a form that is not accepted. Check the values that were typed.",
      detail,
    );
  }
}

/**
 * Converts any thrown value to a problem.
 * @param report receives defects
 */
export function toProblem(error: unknown, report: (error: unknown) => void): Problem {
  if (error instanceof Problem) return error;
  report(error);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Problem(
    "unexpected",
    "Something went wrong that should not have. Nothing was changed by it.",
    detail,
  );
}
