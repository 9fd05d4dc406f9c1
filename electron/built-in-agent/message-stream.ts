import type Anthropic from "@anthropic-ai/sdk";

export type AssistantBlock =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "tool_use";
      readonly id: string;
      readonly name: string;
      readonly input: Readonly<Record<string, unknown>>;
    };

/** The token counts of one answer, in the API's fields. */
export interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_input_tokens?: number;
  readonly cache_creation_input_tokens?: number;
}

/** The stream events of the API, reduced to the fields from which a client builds a message. */
export type StreamEvent =
  | { readonly type: "message_start"; readonly message: Readonly<Record<string, unknown>> }
  | {
      readonly type: "content_block_start";
      readonly index: number;
      readonly content_block: Readonly<Record<string, unknown>>;
    }
  | {
      readonly type: "content_block_delta";
      readonly index: number;
      readonly delta:
        | { type: "text_delta"; text: string }
        | { type: "input_json_delta"; partial_json: string };
    }
  | { readonly type: "content_block_stop"; readonly index: number }
  | {
      readonly type: "message_delta";
      readonly delta: { stop_reason: Anthropic.StopReason; stop_sequence: null };
      readonly usage: { readonly output_tokens: number };
    }
  | { readonly type: "message_stop" };

// About the size of a real model's events. The contents of files come in larger pieces, to limit the number of
// events.
const textPiece = 8;
const inputPiece = 48;

/**
 * One assistant message as the events of the Messages API's stream, in order
 * (https://docs.anthropic.com/en/api/messages-streaming).
 */
export function* messageStream({
  id,
  model,
  content,
  stop,
  usage = { input_tokens: 0, output_tokens: 0 },
}: {
  readonly id: string;
  readonly model: string;
  readonly content: readonly AssistantBlock[];
  /** By default it follows from the content. */
  readonly stop?: Anthropic.StopReason;
  /** The model's token counts; none by default. */
  readonly usage?: Usage;
}): Generator<StreamEvent, undefined> {
  yield {
    type: "message_start",
    message: {
      id,
      type: "message",
      role: "assistant",
      model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...usage, output_tokens: 0 },
    },
  };
  for (const [index, block] of content.entries()) {
    yield* blockStream(block, index);
  }
  const calls = content.some(({ type }) => type === "tool_use");
  yield {
    type: "message_delta",
    delta: { stop_reason: stop ?? (calls ? "tool_use" : "end_turn"), stop_sequence: null },
    usage: { output_tokens: usage.output_tokens },
  };
  yield { type: "message_stop" };
}

function* blockStream(block: AssistantBlock, index: number): Generator<StreamEvent, undefined> {
  if (block.type === "text") {
    yield { type: "content_block_start", index, content_block: { type: "text", text: "" } };
    for (const text of pieces(block.text, textPiece)) {
      yield { type: "content_block_delta", index, delta: { type: "text_delta", text } };
    }
  } else {
    const { id, name } = block;
    yield {
      type: "content_block_start",
      index,
      content_block: { type: "tool_use", id, name, input: {} },
    };
    for (const partial_json of pieces(JSON.stringify(block.input), inputPiece)) {
      yield {
        type: "content_block_delta",
        index,
        delta: { type: "input_json_delta", partial_json },
      };
    }
  }
  yield { type: "content_block_stop", index };
}

/** Cuts between code points, so that no surrogate pair is split. */
function pieces(text: string, length: number): string[] {
  const characters = [...text];
  return Array.from({ length: Math.ceil(characters.length / length) }, (_, index) =>
    characters.slice(index * length, (index + 1) * length).join(""),
  );
}
