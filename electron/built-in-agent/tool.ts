import type Anthropic from "@anthropic-ai/sdk";
import { z } from "zod";
import type { Screen } from "./agent-screen";
import type { Person } from "./person";
import { ToolFailure, type WorkTree } from "./work-tree";

/** The surroundings that the tools work with. */
export interface Workplace {
  readonly tree: WorkTree;
  readonly screen: Screen;
  readonly person: Person;
  /** Whether a person can answer a question. */
  readonly attended: boolean;
  /** The environment variables of commands. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** The result of a tool for the model. */
export interface ToolResult {
  readonly text: string;
  readonly failed: boolean;
}

/** A tool that checks its input against its schema. */
export interface Tool {
  readonly definition: Anthropic.Tool;
  /** Shows and does the tool's work. A failure is a result; only a cancel or a defect throws. */
  run(input: unknown, workplace: Workplace): Promise<ToolResult>;
}

export function defineTool<Input extends z.ZodType>({
  name,
  description,
  input,
  run,
}: {
  readonly name: string;
  readonly description: string;
  readonly input: Input;
  readonly run: (input: z.output<Input>, workplace: Workplace) => Promise<string | ToolResult>;
}): Tool {
  const { $schema, ...schema } = z.toJSONSchema(input, { io: "input" });
  return {
    definition: { name, description, input_schema: { ...schema, type: "object" } },
    async run(raw, workplace) {
      const parsed = input.safeParse(raw);
      if (!parsed.success) {
        workplace.screen.failure(`The model called ${name} in a way it cannot be called.`);
        return { text: z.prettifyError(parsed.error), failed: true };
      }
      try {
        const result = await run(parsed.data, workplace);
        return typeof result === "string" ? { text: result, failed: false } : result;
      } catch (error) {
        if (!(error instanceof ToolFailure)) throw error;
        workplace.screen.failure(error.message);
        return { text: error.message, failed: true };
      }
    },
  };
}
