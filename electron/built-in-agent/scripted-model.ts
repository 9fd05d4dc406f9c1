import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { type AssistantBlock, messageStream, type StreamEvent } from "./message-stream";

const blockSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({
    type: z.literal("tool_use"),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
    /** Whether the script expects this call to fail, as for a test that runs before its code is written. */
    fails: z.boolean().default(false),
  }),
]);

/**
 * The script of a scripted model for one task: its turns, in order. In texts and inputs, `{{answer}}` stands for
 * the person's last answer, and `{{answer:json}}` for the same as a JSON string.
 */
export const scriptSchema = z.object({
  /** The duration of all turns together in seconds, without the tools. */
  seconds: z.number().min(0).max(120).default(6),
  turns: z.array(z.object({ content: z.array(blockSchema).min(1) })).min(1),
});
export type Script = z.infer<typeof scriptSchema>;
type Turn = Script["turns"][number];

const toolResultSchema = z.object({
  type: z.literal("tool_result"),
  tool_use_id: z.string(),
  is_error: z.boolean().optional(),
  content: z
    .union([z.string(), z.array(z.looseObject({ type: z.string(), text: z.string().optional() }))])
    .optional(),
});
type ToolResult = z.infer<typeof toolResultSchema>;
const contentSchema = z.union([z.string(), z.array(z.looseObject({ type: z.string() }))]);
const requestSchema = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.enum(["user", "assistant"]), content: contentSchema })),
});
type Message = z.infer<typeof requestSchema>["messages"][number];

/** The conversation does not fit the script; the message gives the reason. */
class ScriptMismatch extends Error {}

/**
 * Answers `POST /v1/messages` from a script like the real server: with server-sent events
 * (https://docs.anthropic.com/en/api/messages-streaming), in small chunks with pauses. It is stateless: the turn
 * follows from the conversation, and a conversation that does not fit is refused.
 * @param speed factor for the pauses; 0 for none
 */
export function createScriptedFetch(
  script: Script,
  { task, speed }: { readonly task: string; readonly speed: number },
): typeof globalThis.fetch {
  const longest = script.turns.reduce((sum, turn) => sum + weigh(turn), 0);
  const millisecondsEach = longest === 0 ? 0 : (script.seconds * 1000 * speed) / longest;

  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (init?.method?.toUpperCase() !== "POST" || url.pathname !== "/v1/messages") {
      return refuse(404, "scripted model: only POST /v1/messages is answered");
    }
    try {
      const { model, messages } = readRequest(init.body);
      const events = messageStream({ ...nextTurn(script, task, messages), model });
      return new Response(toBody(events, millisecondsEach, init.signal ?? undefined), {
        headers: { "content-type": "text/event-stream", "request-id": `req_scripted_${task}` },
      });
    } catch (error) {
      if (error instanceof ScriptMismatch) return refuse(400, `scripted model: ${error.message}`);
      throw error;
    }
  };
}

function readRequest(body: unknown): z.infer<typeof requestSchema> {
  if (typeof body !== "string") throw new ScriptMismatch("the request has no text body");
  const parsed = requestSchema.safeParse(JSON.parse(body));
  if (!parsed.success) throw new ScriptMismatch("the request is not a conversation");
  return parsed.data;
}

function nextTurn(
  script: Script,
  task: string,
  messages: readonly Message[],
): { id: string; content: AssistantBlock[] } {
  const last = messages.at(-1);
  if (last?.role !== "user")
    throw new ScriptMismatch("the conversation does not end with the user");

  const replies = messages.filter((_, index) => messages[index - 1]?.role === "assistant");
  const calls = script.turns.map((turn, index) => callsOf(turn, task, index));
  replies.forEach((reply, index) => {
    checkResults(calls[index] ?? [], resultsOf(reply));
  });

  const index = replies.length;
  const id = `msg_scripted_${task}_${index + 1}`;
  const instructed = index > 0 && blocksOf(last).some(({ type }) => type === "text");
  const turn = script.turns[index];
  if (turn === undefined) {
    if (!instructed) throw new ScriptMismatch("the script is over, but the conversation goes on");
    return { id, content: [{ type: "text", text: cannotFollow }] };
  }
  const questions = calls.flat().filter(({ block }) => block.name === "ask_person");
  const answer = messages
    .flatMap(resultsOf)
    .filter(({ tool_use_id }) => questions.some((question) => question.id === tool_use_id))
    .map(textOf)
    .at(-1);
  const content = issue(turn, task, index, answer);
  return {
    id,
    content: instructed ? [{ type: "text", text: cannotFollow }, ...content] : content,
  };
}

const cannotFollow =
  "I got your line, but I am a script and cannot act on it. With a key or a local model server I could.";

const toolId = (task: string, turn: number, block: number): string =>
  `toolu_${task}_${turn + 1}_${block + 1}`;

interface Call {
  readonly id: string;
  readonly block: Extract<Turn["content"][number], { type: "tool_use" }>;
}

const callsOf = (turn: Turn, task: string, index: number): Call[] =>
  turn.content.flatMap((block, position) =>
    block.type === "tool_use" ? [{ id: toolId(task, index, position), block }] : [],
  );

function issue(
  turn: Turn,
  task: string,
  index: number,
  answer: string | undefined,
): AssistantBlock[] {
  return turn.content.map((block, position) =>
    block.type === "text"
      ? { type: "text", text: fill(block.text, answer) }
      : {
          type: "tool_use",
          id: toolId(task, index, position),
          name: block.name,
          input: fillAll(block.input, answer),
        },
  );
}

/** Checks that each call of a turn has exactly one result in the next message, with the expected success or failure. */
function checkResults(calls: readonly Call[], results: readonly ToolResult[]): void {
  const stranger = results.find(({ tool_use_id }) => !calls.some(({ id }) => id === tool_use_id));
  if (stranger !== undefined) {
    throw new ScriptMismatch(
      `there is a result for ${stranger.tool_use_id}, which it never called`,
    );
  }
  for (const { id, block } of calls) {
    const [result, ...more] = results.filter(({ tool_use_id }) => tool_use_id === id);
    if (result === undefined || more.length > 0) {
      throw new ScriptMismatch(`${id} (${block.name}) has ${result ? "two results" : "no result"}`);
    }
    const failed = result.is_error ?? false;
    if (failed && !block.fails) {
      const said = textOf(result).slice(0, 200);
      throw new ScriptMismatch(
        `${block.name} failed, and the script has no answer to that: ${said}`,
      );
    }
    if (!failed && block.fails) {
      throw new ScriptMismatch(`${block.name} was expected to fail and did not`);
    }
  }
}

const blocksOf = (message: Message): readonly { readonly type: string }[] =>
  typeof message.content === "string" ? [{ type: "text" }] : message.content;

const resultsOf = (message: Message): ToolResult[] =>
  typeof message.content === "string"
    ? []
    : message.content.flatMap((block) => {
        const result = toolResultSchema.safeParse(block);
        return result.success ? [result.data] : [];
      });

const textOf = ({ content }: ToolResult): string =>
  content === undefined || typeof content === "string"
    ? (content ?? "")
    : content.map(({ text }) => text ?? "").join("");

function fill(text: string, answer: string | undefined): string {
  if (!text.includes("{{answer")) return text;
  if (answer === undefined) throw new ScriptMismatch("it needs an answer that nobody gave");
  return text
    .replaceAll("{{answer:json}}", () => JSON.stringify(answer))
    .replaceAll("{{answer}}", () => answer);
}

function fillAll(
  input: Readonly<Record<string, unknown>>,
  answer: string | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      typeof value === "string" ? fill(value, answer) : value,
    ]),
  );
}

// Pauses fall between events, so the weight of a turn is its number of events.
const weigh = (turn: Turn): number =>
  [...messageStream({ id: "", model: "", content: issue(turn, "", 0, "") })].length;

function toBody(
  events: Iterable<StreamEvent>,
  milliseconds: number,
  signal: AbortSignal | undefined,
): ReadableStream<Uint8Array> {
  const iterator = events[Symbol.iterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = iterator.next();
        if (done) return controller.close();
        if (milliseconds > 0) await pause(milliseconds, undefined, signal ? { signal } : {});
        signal?.throwIfAborted();
        controller.enqueue(
          encoder.encode(`event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`),
        );
      } catch (error) {
        controller.error(error);
      }
    },
  });
}

function refuse(status: number, message: string): Response {
  const type = status === 404 ? "not_found_error" : "invalid_request_error";
  return Response.json({ type: "error", error: { type, message } }, { status });
}
