import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import {
  type CallInput,
  type CallName,
  type CallOutput,
  calls,
  type EventName,
  type EventPayload,
  events,
} from "@shared/contracts";
import { type Bridge, terminalMessage } from "@shared/contracts/bridge";
import { replySchema } from "@shared/contracts/call";
import { z } from "zod";

declare global {
  interface Window {
    readonly specwright: Bridge;
  }
}

/**
 * Asks the privileged side for something.
 * @throws {Problem} when it was refused; the message is for the person
 */
export async function call<N extends CallName>(
  name: N,
  ...[input]: CallInput<N> extends undefined ? [] : [CallInput<N>]
): Promise<CallOutput<N>> {
  const reply = replySchema.parse(await window.specwright.call(name, input));
  if (!reply.ok) throw Problem.fromData(reply.problem);
  return calls[name].output.parse(reply.value);
}

/** Listens to an event of the privileged side. Returns the function that stops listening. */
export function on<N extends EventName>(
  name: N,
  listener: (payload: EventPayload<N>) => void,
): () => void {
  return window.specwright.on(name, (payload) => {
    listener(events[name].parse(payload));
  });
}

const terminalMessageSchema = z.object({
  specwright: z.literal(terminalMessage),
  run: z.string(),
});

/**
 * Opens the live terminal of a run.
 * @param signal gives up waiting
 * @returns the port that speaks the messages of contracts/terminal.ts; close it when done
 */
export function attachTerminal(run: RunId, signal: AbortSignal): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const settle = new AbortController();
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    window.addEventListener(
      "message",
      (event) => {
        const message = terminalMessageSchema.safeParse(event.data);
        const [port] = event.ports;
        if (event.source !== window || !message.success || message.data.run !== run || !port)
          return;
        // Ports come in the order in which they were asked for, so this one is nobody else's. One that
        // nobody took would keep the terminal waiting for a window that does not look at it.
        event.stopImmediatePropagation();
        settle.abort();
        if (signal.aborted) port.close();
        else resolve(port);
      },
      { signal: settle.signal },
    );
    call("runs.attach", { run }).catch((error: unknown) => {
      settle.abort();
      reject(error);
    });
  });
}
