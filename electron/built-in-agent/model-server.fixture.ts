import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import { z } from "zod";
import { type AssistantBlock, messageStream, type Usage } from "./message-stream";

const requestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
});

/** A request that the test's model server received. */
export interface ModelRequest {
  readonly body: z.infer<typeof requestSchema>;
  readonly headers: IncomingHttpHeaders;
}

/** Writes the response to one request. */
export type ModelAnswer = (response: ServerResponse, request: ModelRequest) => void;

/** A server on 127.0.0.1 for tests that speaks the Messages API and gives the answers one after the other. */
export async function startModelServer(answers: readonly ModelAnswer[]): Promise<{
  readonly url: string;
  readonly requests: readonly ModelRequest[];
  close(): Promise<void>;
}> {
  const requests: ModelRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = requestSchema.parse(JSON.parse(Buffer.concat(chunks).toString()));
    const received = { body, headers: request.headers };
    requests.push(received);
    const answer = answers[requests.length - 1] ?? refuse(500, "the test has no more answers");
    answer(response, received);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no address");
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** An assistant's turn. */
export const say = (...content: AssistantBlock[]): ModelAnswer => sayCounted(undefined, ...content);

/** An assistant's turn with token counts. */
export const sayCounted =
  (usage: Usage | undefined, ...content: AssistantBlock[]): ModelAnswer =>
  (response, { body }) => {
    begin(response);
    const message = { id: "msg_1", model: body.model, content };
    for (const event of messageStream(usage ? { ...message, usage } : message)) {
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
    response.end();
  };

/** The beginning of a turn, followed by a closed connection. */
export const breakOff =
  (text: string): ModelAnswer =>
  (response, { body }) => {
    begin(response);
    const events = [
      ...messageStream({ id: "m", model: body.model, content: [{ type: "text", text }] }),
    ];
    for (const event of events.slice(0, -3)) {
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
    response.write(": the last that comes\n\n", () => response.destroy());
  };

/** A turn that begins and never ends. */
export const hang: ModelAnswer = (response) => {
  begin(response);
  response.flushHeaders();
};

export const refuse =
  (status: number, message: string): ModelAnswer =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json", "retry-after-ms": "1" });
    response.end(JSON.stringify({ type: "error", error: { type: "api_error", message } }));
  };

export const text = (words: string): AssistantBlock => ({ type: "text", text: words });

export const call = (
  id: string,
  name: string,
  input: Readonly<Record<string, unknown>>,
): AssistantBlock => ({ type: "tool_use", id, name, input });

function begin(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
}
