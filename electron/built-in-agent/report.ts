import { appendFileSync } from "node:fs";
import type Anthropic from "@anthropic-ai/sdk";
import { type RedactionRules, redactText } from "@shared/recordings/redact";
import {
  keptText,
  longestName,
  type Report,
  type ReportLine,
  type ToolCalled,
} from "@shared/runs/reported";
import { z } from "zod";
import type { Person } from "./person";
import type { Tool } from "./tool";

/** What tells the recorder of the agent's steps. It changes nothing about them. */
export interface Reporter {
  answered(message: Anthropic.Message): void;
  tools(tools: readonly Tool[]): readonly Tool[];
  person(person: Person): Person;
}

/** What a tool's input says that it is about. */
const inputSchema = z.object({
  path: z.string().optional(),
  command: z.string().optional(),
  text: z.string().optional(),
  question: z.string().optional(),
});

/**
 * Writes reports. What cannot be written is left out: the work goes first.
 * @param file absolute; it is there already
 * @param rules what is hidden before it is written
 */
export function writeReports(file: string, rules: RedactionRules): Reporter {
  const note = (report: Report) => {
    const line: ReportLine = { at: Date.now(), report };
    try {
      appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    } catch {
      // The recording has what the terminal showed of it.
    }
  };
  // Hidden first and cut then: of half a secret nobody could tell that it is one.
  const safe = (text: string) => keptText(redactText(rules, text).text);
  let question: string | undefined;
  let asked = false;
  return {
    answered({ usage }) {
      const tokens = {
        input: usage.input_tokens,
        output: usage.output_tokens,
        cacheRead: usage.cache_read_input_tokens ?? 0,
        cacheWritten: usage.cache_creation_input_tokens ?? 0,
      };
      // A server that does not count says nothing, or 0.
      if (tokens.input > 0 || tokens.output > 0) note({ type: "tokens", ...tokens });
    },
    tools: (tools) =>
      tools.map((tool) => ({
        ...tool,
        async run(input, workplace) {
          const about = inputSchema.safeParse(input).data ?? {};
          const began = performance.now();
          let outcome: ToolCalled["outcome"] = "cut-off";
          question = about.question;
          asked = false;
          try {
            const result = await tool.run(input, workplace);
            outcome = result.failed ? "failed" : "ok";
            return result;
          } finally {
            const { path, command, text = question } = about;
            // What the person was asked is told as a wait.
            if (!asked)
              note({
                type: "tool-called",
                by: "agent",
                tool: keptText(tool.definition.name, longestName),
                ...(path === undefined ? {} : { file: safe(path) }),
                ...(command === undefined ? {} : { command: safe(command) }),
                ...(text === undefined ? {} : { text: safe(text) }),
                seconds: Math.round(performance.now() - began) / 1000,
                outcome,
              });
            question = undefined;
          }
        },
      })),
    person: (person) => ({
      ...person,
      async nextLine(signal) {
        asked = true;
        const text = question === undefined ? {} : { text: safe(question) };
        note({ type: "waiting", by: "agent", ...text });
        const line = await person.nextLine(signal);
        const how = line === undefined ? "went-on" : "answered";
        note({ type: "waiting-ended", by: "agent", how });
        return line;
      },
    }),
  };
}

/** Tells nobody. */
export const noReports: Reporter = {
  answered: () => undefined,
  tools: (tools) => tools,
  person: (person) => person,
};
