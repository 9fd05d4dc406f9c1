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
 * Calls the engine or the main process.
 * @throws {Problem} when the call was refused; the message is for the person
 */
export async function call<N extends CallName>(
  name: N,
  ...[input]: CallInput<N> extends undefined ? [] : [CallInput<N>]
): Promise<CallOutput<N>> {
  const reply = replySchema.parse(await window.specwright.call(name, input));
  if (!reply.ok) throw Problem.fromData(reply.problem);
  return calls[name].output.parse(reply.value);
}

/** Listens to an event of the engine or of the main process. @returns the function that stops listening */
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
 * @param signal stops the waiting
 * @returns the port with the messages of contracts/terminal.ts; close it when done
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
        // Ports arrive in the order of the requests, so this port belongs to this request. A port that nobody
        // closes would keep the terminal waiting for a window that does not show it.
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
