import { appendFileSync } from "node:fs";
import type Anthropic from "@anthropic-ai/sdk";
import { type RedactionRules, redactText } from "@shared/recordings/redact";
import {
  agentWaited,
  agentWaits,
  keptText,
  longestName,
  type Report,
  type ReportLine,
  type ToolCalled,
  toolCalled,
} from "@shared/runs/reported";
import { z } from "zod";
import type { Person } from "./person";
import type { Tool } from "./tool";

/** Receives reports of the agent's steps, for the recorder. It does not influence the steps. */
export interface Reporter {
  answered(message: Anthropic.Message): void;
  tools(tools: readonly Tool[]): readonly Tool[];
  person(person: Person): Person;
}

/** The fields of a tool's input that name its subject. */
const inputSchema = z.object({
  path: z.string().optional(),
  command: z.string().optional(),
  text: z.string().optional(),
  question: z.string().optional(),
});

/**
 * Writes reports to a file. A report that cannot be written is lost, and the agent goes on.
 * @param file absolute; it exists already
 * @param rules secrets to hide before writing
 */
export function writeReports(file: string, rules: RedactionRules): Reporter {
  const note = (report: Report) => {
    const line: ReportLine = { at: Date.now(), report };
    try {
      appendFileSync(file, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    } catch {
      // The report is lost; the recording still has the terminal's output.
    }
  };
  // Hides secrets before cutting the text, because half a secret would not be recognised.
  const safe = (text: string) => keptText(redactText(rules, text).text);
  let question: string | undefined;
  let personAsked = false;
  return {
    answered({ usage }) {
      const tokens = {
        input: usage.input_tokens,
        output: usage.output_tokens,
        cacheRead: usage.cache_read_input_tokens ?? 0,
        cacheWritten: usage.cache_creation_input_tokens ?? 0,
      };
      // A server that does not count tokens sends no number, or 0.
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
          personAsked = false;
          try {
            const result = await tool.run(input, workplace);
            outcome = result.failed ? "failed" : "ok";
            return result;
          } finally {
            const { path, command, text = question } = about;
            // A question to the person is reported as a wait.
            if (!personAsked)
              note(
                toolCalled({
                  tool: keptText(tool.definition.name, longestName),
                  ...(path === undefined ? {} : { file: safe(path) }),
                  ...(command === undefined ? {} : { command: safe(command) }),
                  ...(text === undefined ? {} : { text: safe(text) }),
                  seconds: Math.round(performance.now() - began) / 1000,
                  outcome,
                }),
              );
            question = undefined;
          }
        },
      })),
    person: (person) => ({
      ...person,
      async nextLine(signal) {
        personAsked = true;
        note(agentWaits(question === undefined ? undefined : safe(question)));
        const line = await person.nextLine(signal);
        const how = line === undefined ? "went-on" : "answered";
        note(agentWaited(how));
        return line;
      },
    }),
  };
}

/** Drops all reports. */
export const noReports: Reporter = {
  answered: () => undefined,
  tools: (tools) => tools,
  person: (person) => person,
};
