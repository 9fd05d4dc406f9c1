import { once } from "node:events";
import { createServer } from "node:http";

/** A use of a tool: its name and its input. */
type Call = readonly [tool: string, input: Readonly<Record<string, unknown>>];
/** One answer: text, or uses of tools. Each counts 1,000 input tokens, 200 of them new, and 10 output tokens. */
export type Turn = string | readonly Call[];

/** A server on this machine that speaks the Messages API and gives the answers one after the other. */
export async function startModel(
  turns: readonly Turn[],
): Promise<{ env: Readonly<Record<string, string>>; close(): void }> {
  let next = 0;
  const server = createServer((request, response) => {
    request.resume();
    const turn = turns[next++] ?? "There is nothing more to do.";
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const event of events(turn, next))
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no address");
  return {
    env: { ANTHROPIC_BASE_URL: `http://127.0.0.1:${address.port}` },
    close: () => void server.close(),
  };
}

function events(turn: Turn, number: number) {
  const blocks =
    typeof turn === "string"
      ? [{ block: { type: "text", text: "" }, delta: { type: "text_delta", text: turn } }]
      : turn.map(([name, input], index) => ({
          block: { type: "tool_use", id: `toolu_${number}_${index}`, name, input: {} },
          delta: { type: "input_json_delta", partial_json: JSON.stringify(input) },
        }));
  return [
    {
      type: "message_start",
      message: {
        ...{ id: `msg_${number}`, type: "message", role: "assistant", model: "a-model" },
        ...{ content: [], stop_reason: null, stop_sequence: null },
        usage: { input_tokens: 200, cache_read_input_tokens: 800, output_tokens: 1 },
      },
    },
    ...blocks.flatMap(({ block, delta }, index) => [
      { type: "content_block_start", index, content_block: block },
      { type: "content_block_delta", index, delta },
      { type: "content_block_stop", index },
    ]),
    {
      type: "message_delta",
      delta: {
        stop_reason: typeof turn === "string" ? "end_turn" : "tool_use",
        stop_sequence: null,
      },
      usage: { output_tokens: 10 },
    },
    { type: "message_stop" },
  ];
}
