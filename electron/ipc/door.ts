import {
  type CallInput,
  type CallName,
  type CallOutput,
  calls,
  type EventName,
  type EventPayload,
  events,
  isCallName,
} from "@shared/contracts";
import type { Reply } from "@shared/contracts/call";
import { Problem } from "@shared/contracts/problem";
import type { IpcMainInvokeEvent, WebContents } from "electron";
import { ZodError } from "zod";

/** What answers each call. `sender` is the window that asked. */
export type Handlers = {
  readonly [N in CallName]: (
    input: CallInput<N>,
    sender: WebContents,
  ) => CallOutput<N> | Promise<CallOutput<N>>;
};

/** What is behind the door. */
export interface Behind {
  readonly handlers: Handlers;
  /** @throws {Problem} for a call that this window may not make now */
  permit(name: CallName, sender: WebContents): void;
}

/**
 * Makes the one door between the windows and this process: the sender's frame, the call's name, the
 * input and the output are checked, and whatever goes wrong leaves as a typed problem.
 * @param isOurs whether a frame's address is a page of the app
 * @param report receives defects: what no handler meant to throw
 * @returns what answers a window's call
 */
export function makeDoor(
  { handlers, permit }: Behind,
  isOurs: (url: string) => boolean,
  report: (error: unknown) => void,
): Door {
  return async (event, name, input) => {
    try {
      checkSender(event, isOurs);
      if (typeof name !== "string" || !isCallName(name))
        throw new Problem("bad-request", "The window asked for something that does not exist.");
      permit(name, event.sender);
      return { ok: true, value: await answer(handlers, name, input, event.sender) };
    } catch (error) {
      return { ok: false, problem: toProblem(error, report).toData() };
    }
  };
}

/** Answers a window's call. Never rejects. */
export type Door = (event: IpcMainInvokeEvent, name: unknown, input: unknown) => Promise<Reply>;

/** Tells a window that something happened; the payload is checked before it leaves. */
export function emit<N extends EventName>(
  target: WebContents,
  name: N,
  payload: EventPayload<N>,
): void {
  if (!target.isDestroyed()) target.send("specwright:event", name, events[name].parse(payload));
}

function checkSender(event: IpcMainInvokeEvent, isOurs: (url: string) => boolean): void {
  const frame = event.senderFrame;
  if (!frame || frame !== event.sender.mainFrame || !isOurs(frame.url))
    throw new Problem("bad-request", "The request did not come from a page of the app.");
}

async function answer<N extends CallName>(
  handlers: Handlers,
  name: N,
  input: unknown,
  sender: WebContents,
): Promise<CallOutput<N>> {
  const contract = calls[name];
  const handler: Handlers[N] = handlers[name];
  return contract.output.parse(await handler(parseInput(contract.input, input), sender));
}

function parseInput<T>(schema: { parse(value: unknown): T }, input: unknown): T {
  try {
    return schema.parse(input);
  } catch (error) {
    const detail = error instanceof ZodError ? error.message : String(error);
    throw new Problem("bad-request", "The window asked in a form that is not accepted.", detail);
  }
}

function toProblem(error: unknown, report: (error: unknown) => void): Problem {
  if (error instanceof Problem) return error;
  report(error);
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new Problem(
    "unexpected",
    "Something went wrong that should not have. Nothing was changed by it.",
    detail,
  );
}
