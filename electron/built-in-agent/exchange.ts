import { createHash } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import type Anthropic from "@anthropic-ai/sdk";
import { Problem } from "@shared/base/problem";
import { type RedactionRules, redactText } from "@shared/recordings/redact";
import { z } from "zod";
import { wholeLines } from "../system/whole-lines";
import type { Fetch } from "./client";
import { messageStream } from "./message-stream";
import type { Person } from "./person";
import type { Tool, ToolResult } from "./tool";

const blockSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({
    type: z.literal("tool_use"),
    id: z.string(),
    name: z.string(),
    input: z.record(z.string(), z.unknown()),
  }),
]);

/** The stop reasons that the agent distinguishes; any other one ends the conversation. */
const stopReasons = [
  "end_turn",
  "tool_use",
  "max_tokens",
  "pause_turn",
  "refusal",
  "model_context_window_exceeded",
] as const;

const resultSchema = z.object({
  type: z.literal("result"),
  tool: z.string(),
  failed: z.boolean(),
  /** SHA-256 of the result's text, in hex. */
  digest: z.string(),
  /** The beginning of the text. */
  said: z.string(),
});

/**
 * The exchange between the built-in agent and its model: everything that is needed to drive the agent again
 * without the model. One JSON value on each line, in order of time. An incomplete last line is ignored.
 */
const lineSchema = z.discriminatedUnion("type", [
  /** A complete answer. `hidden` counts the secrets that were replaced in it. */
  z.object({
    type: z.literal("answer"),
    content: z.array(blockSchema),
    stop: z.enum(stopReasons),
    hidden: z.number().int(),
  }),
  resultSchema,
  /** The person's answer to a question; null when no person was present. */
  z.object({ type: z.literal("person"), line: z.string().nullable() }),
  /** Lines that the person typed without a question. `turn`, counted from 1, is the turn after which they were read. */
  z.object({ type: z.literal("said"), turn: z.number().int(), lines: z.array(z.string()) }),
]);
type Line = z.infer<typeof lineSchema>;
export type RecordedResult = z.infer<typeof resultSchema>;

/** The layer between the agent and its model, tools and person. It records the exchange or serves a recorded one. */
export interface Exchange {
  /** Whether the answers come from a recorded exchange, so that no model is needed. */
  readonly serves: boolean;
  fetch(fetch: Fetch): Fetch;
  /** The model gave a complete answer. */
  answered(message: Anthropic.Message): void;
  tools(tools: readonly Tool[]): readonly Tool[];
  person(person: Person): Person;
}

/**
 * Records the exchange to a file. When the disk is full, lines are lost and the agent goes on; it can then be
 * driven again only up to the first lost line.
 * @param file absolute; it is created, readable for the person only
 * @param rules secrets to hide before writing
 */
export function recordExchange(file: string, rules: RedactionRules): Exchange {
  let whole = true;
  const note = (line: Line) => {
    if (!whole) return;
    try {
      appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    } catch {
      whole = false;
    }
  };
  const hide = (text: string) => redactText(rules, text);
  let turn = 0;
  return {
    serves: false,
    fetch: (fetch) => fetch,
    answered({ content, stop_reason }) {
      let hidden = 0;
      const safe = (text: string) => {
        const { text: rest, counts } = hide(text);
        for (const count of Object.values(counts)) hidden += count;
        return rest;
      };
      // Complete texts, because a secret could be split between two pieces of the stream.
      const blocks = content.flatMap((block) => {
        const known = blockSchema.safeParse(block);
        return known.success ? [blockSchema.parse(inStrings(known.data, safe))] : [];
      });
      const stop = stopReasons.find((reason) => reason === stop_reason) ?? "end_turn";
      note({ type: "answer", content: blocks, stop, hidden });
    },
    tools: (tools) =>
      tools.map((tool) => ({
        ...tool,
        async run(input, workplace) {
          const result = await tool.run(input, workplace);
          note(asRecorded(tool, result, (text) => hide(text).text));
          return result;
        },
      })),
    person: (person) => ({
      ...person,
      async nextLine(signal) {
        const line = await person.nextLine(signal);
        note({ type: "person", line: line === undefined ? null : hide(line).text });
        return line;
      },
      takeLines() {
        turn += 1;
        const lines = person.takeLines();
        if (lines.length > 0)
          note({ type: "said", turn, lines: lines.map((line) => hide(line).text) });
        return lines;
      },
    }),
  };
}

/** The result of driving an agent again. */
const drivenSchema = z.object({
  /** Received answers and uses of tools. */
  answers: z.number().int(),
  steps: z.number().int(),
  /**
   * The first use of a tool, counted from 1, whose result differed, with the beginnings of both results if they
   * exist.
   */
  parting: z
    .object({
      step: z.number().int(),
      tool: z.string(),
      recorded: z.string().optional(),
      now: z.string().optional(),
    })
    .optional(),
  /** The number of secrets that are hidden in the answers. */
  hidden: z.number().int(),
});
export type Driven = z.infer<typeof drivenSchema>;

const drivenMark = "specwright-driven ";

/** The line by which the agent reports the result to the process that started it. */
export const drivenLine = (driven: Driven): string => drivenMark + JSON.stringify(driven);

/** Finds this line in the agent's output. */
export function readDriven(output: string): Driven | undefined {
  const line = output.split(/\r?\n/).findLast((it) => it.startsWith(drivenMark));
  if (line === undefined) return undefined;
  try {
    return drivenSchema.parse(JSON.parse(line.slice(drivenMark.length)));
  } catch {
    return undefined;
  }
}

/** A recorded exchange that is served again: the recorded answers, whatever the agent asks. */
export interface ServedExchange extends Exchange {
  /** @param over whether the agent has ended. Recorded steps that did not happen are then a difference */
  driven(over: boolean): Driven;
}

/**
 * @param file a recorded exchange
 * @param rules secrets to hide in results before they are compared, because the recorded ones were hidden too
 * @throws {Problem} `file-missing`, `recording-damaged`
 */
export function serveExchange(file: string, rules: RedactionRules): ServedExchange {
  const lines = readLines(file);
  const only = <T extends Line["type"]>(type: T) =>
    lines.filter((line): line is Extract<Line, { type: T }> => line.type === type);
  const [answers, results, persons] = [only("answer"), only("result"), only("person")];
  const typedByTurn = new Map(only("said").map(({ turn, lines }) => [turn, lines]));
  let [answer, step, asked, turn, hidden] = [0, 0, 0, 0, 0];
  let parting: Driven["parting"];
  const compare = (tool: Tool, now: ToolResult) => {
    const recorded = results[step];
    step += 1;
    const found = asRecorded(tool, now, (text) => redactText(rules, text).text);
    if (recorded !== undefined && sameResult(recorded, found)) return;
    parting ??= { step, tool: found.tool, recorded: recorded?.said, now: found.said };
  };
  return {
    serves: true,
    fetch: () => async () => {
      const next = answers[answer];
      if (next === undefined) return noMore();
      answer += 1;
      hidden += next.hidden;
      const events = messageStream({
        id: `msg_recorded_${answer}`,
        model: "recorded",
        content: next.content,
        stop: next.stop,
      });
      const body = [...events].map((it) => `event: ${it.type}\ndata: ${JSON.stringify(it)}\n\n`);
      return new Response(body.join(""), { headers: { "content-type": "text/event-stream" } });
    },
    answered: () => undefined,
    tools: (tools) =>
      tools.map((tool) => ({
        ...tool,
        async run(input, workplace) {
          const result = await tool.run(input, workplace);
          compare(tool, result);
          return result;
        },
      })),
    person: (person) => ({
      ...person,
      nextLine: () => Promise.resolve(persons[asked++]?.line ?? undefined),
      takeLines: () => [...(typedByTurn.get(++turn) ?? [])],
    }),
    driven(over) {
      const missing = over ? results[step] : undefined;
      const ended = missing && {
        step: step + 1,
        tool: missing.tool,
        recorded: missing.said,
        now: undefined,
      };
      return { answers: answer, steps: step, parting: parting ?? ended, hidden };
    },
  };
}

const noMore = () =>
  Response.json(
    {
      type: "error",
      error: { type: "invalid_request_error", message: "No more answers were recorded." },
    },
    { status: 400 },
  );

/** Replaces all texts in a JSON value. */
function inStrings(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === "string") return replace(value);
  if (Array.isArray(value)) return value.map((it) => inStrings(it, replace));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, it]) => [key, inStrings(it, replace)]);
  return Object.fromEntries(entries);
}

/** A command's output may contain the time or a path, so for commands only success or failure is compared. */
const sameResult = (recorded: RecordedResult, now: RecordedResult): boolean =>
  recorded.tool === now.tool &&
  recorded.failed === now.failed &&
  (recorded.digest === now.digest || now.tool === "run_command");

/** UTF-16 units of a result that are recorded for the report of a difference. */
const shown = 2000;

function asRecorded(
  tool: Tool,
  result: ToolResult,
  hide: (text: string) => string,
): RecordedResult {
  const text = hide(result.text);
  return {
    type: "result",
    tool: tool.definition.name,
    failed: result.failed,
    digest: createHash("sha256").update(text).digest("hex"),
    said: text.slice(0, shown),
  };
}

function readLines(file: string): Line[] {
  const damaged = (number: number) =>
    new Problem(
      "recording-damaged",
      `Line ${number} of what the model answered makes no sense. This run cannot be driven again.`,
    );
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new Problem("file-missing", "What the model answered in this run was not recorded.");
  }
  return Array.from(wholeLines(bytes).lines, ({ line }, index) => {
    try {
      return lineSchema.parse(JSON.parse(line.toString("utf8")));
    } catch {
      throw damaged(index + 1);
    }
  });
}

/** The layer that neither records nor serves. */
export const openExchange: Exchange = {
  serves: false,
  fetch: (fetch) => fetch,
  answered: () => undefined,
  tools: (tools) => tools,
  person: (person) => person,
};
