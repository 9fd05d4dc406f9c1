import Anthropic from "@anthropic-ai/sdk";
import { describe, expect, test } from "vitest";
import { createLocalClient } from "./client";
import { createScriptedFetch, scriptSchema } from "./scripted-model";

const script = scriptSchema.parse({
  turns: [
    {
      content: [
        { type: "text", text: "I ask — “first”." },
        { type: "tool_use", name: "ask_person", input: { question: "Well?" } },
      ],
    },
    {
      content: [
        {
          type: "tool_use",
          name: "write_file",
          input: { content: "say({{answer:json}}) {{answer}}" },
        },
        { type: "tool_use", name: "run_command", input: { command: "false" }, fails: true },
      ],
    },
    { content: [{ type: "text", text: "Done." }] },
  ],
});
const client = createLocalClient(createScriptedFetch(script, { task: "T1", speed: 0 }));

const ask = (messages: Anthropic.MessageParam[]) =>
  client.messages.stream({ model: "scripted", max_tokens: 1, messages }).finalMessage();

const result = (id: string, content: string, is_error = false): Anthropic.ToolResultBlockParam => ({
  type: "tool_result",
  tool_use_id: id,
  content,
  is_error,
});

const start: Anthropic.MessageParam = { role: "user", content: "Do T1." };
const assistant: Anthropic.MessageParam = { role: "assistant", content: "…" };
const user = (...content: Anthropic.ContentBlockParam[]): Anthropic.MessageParam => ({
  role: "user",
  content,
});
const answered = user(result("toolu_T1_1_2", 'a "b" $&'));

test("the SDK assembles the script's turns from the stream", async () => {
  expect(await ask([start])).toMatchObject({
    id: "msg_scripted_T1_1",
    role: "assistant",
    stop_reason: "tool_use",
    content: [
      { type: "text", text: "I ask — “first”." },
      { type: "tool_use", id: "toolu_T1_1_2", name: "ask_person", input: { question: "Well?" } },
    ],
  });
});

test("the person's answer is inserted into later turns", async () => {
  const { content } = await ask([start, assistant, answered]);
  expect(content[0]).toMatchObject({ input: { content: 'say("a \\"b\\" $&") a "b" $&' } });
});

test("the script ends with its last turn", async () => {
  const results = user(result("toolu_T1_2_1", "ok"), result("toolu_T1_2_2", "Exit code 1", true));
  const conversation = [start, assistant, answered, assistant, results];
  expect(await ask(conversation)).toMatchObject({ stop_reason: "end_turn" });
  await expect(ask([...conversation, assistant, user()])).rejects.toThrow("the script is over");
});

test("a line of the person gets the answer that this is a script", async () => {
  const said = { type: "text", text: "The person says: faster" } as const;
  const { content } = await ask([start, assistant, user(result("toolu_T1_1_2", "a"), said)]);
  expect(content[0]).toMatchObject({
    type: "text",
    text: expect.stringContaining("I am a script"),
  });
  expect(content[1]).toMatchObject({ id: "toolu_T1_2_1" });
});

describe("the scripted model refuses a conversation that does not fit", () => {
  test.each([
    ["no result", [start, assistant, user({ type: "text", text: "and?" })], "has no result"],
    ["a result for another call", [start, assistant, user(result("toolu_x", ""))], "never called"],
    [
      "two results for one call",
      [start, assistant, user(result("toolu_T1_1_2", ""), result("toolu_T1_1_2", ""))],
      "two results",
    ],
    [
      "a failure that it did not expect",
      [start, assistant, user(result("toolu_T1_1_2", "no terminal", true))],
      "ask_person failed, and the script has no answer to that: no terminal",
    ],
    [
      "a success where it expected a failure",
      [
        start,
        assistant,
        answered,
        assistant,
        user(result("toolu_T1_2_1", ""), result("toolu_T1_2_2", "")),
      ],
      "run_command was expected to fail and did not",
    ],
    ["no user at its end", [start, assistant], "does not end with the user"],
  ])("%s", async (_, messages, reason) => {
    const failure = ask(messages);
    await expect(failure).rejects.toThrow(`scripted model: `);
    await expect(failure).rejects.toThrow(reason);
    await expect(failure).rejects.toBeInstanceOf(Anthropic.BadRequestError);
  });
});

test("a cancel ends the pauses", async () => {
  const slow = createLocalClient(createScriptedFetch(script, { task: "T1", speed: 1000 }));
  const stream = slow.messages.stream({ model: "scripted", max_tokens: 1, messages: [start] });
  stream.abort();
  await expect(stream.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
});
