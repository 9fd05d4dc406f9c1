import { z } from "zod";
import { type ProcessEnd, processEndSchema, succeeded } from "./process-end";

/** A command that checks what the agent did. They run in their order, until one fails. */
export const validationCommandSchema = z.object({
  command: z.string(),
  /** What it is called, where it has a name. */
  name: z.string().optional(),
});
export type ValidationCommand = z.infer<typeof validationCommandSchema>;

export const validationStartedSchema = z.object({
  type: z.literal("validation-started"),
  /** Its place among the run's validations, from 0. */
  index: z.number().int().nonnegative(),
  command: z.string(),
});
export const validationEndedSchema = z.object({
  type: z.literal("validation-ended"),
  index: z.number().int().nonnegative(),
  end: processEndSchema,
});

/** A validation, and how it went: "not-run" when it was not reached, or was cut off. */
export const runValidationSchema = z.discriminatedUnion("result", [
  validationCommandSchema.extend({ result: z.enum(["not-run", "running", "passed"]) }),
  validationCommandSchema.extend({ result: z.literal("failed"), end: processEndSchema }),
]);
export type RunValidation = z.infer<typeof runValidationSchema>;

/** How the validations of a run went together. "none" when the task names no command. */
export const validationSchema = z.discriminatedUnion("result", [
  z.object({ result: z.literal("none") }),
  z.object({ result: z.literal("not-run"), command: z.string() }),
  z.object({ result: z.literal("running"), command: z.string() }),
  z.object({ result: z.literal("passed"), command: z.string() }),
  z.object({ result: z.literal("failed"), command: z.string(), end: processEndSchema }),
]);
export type Validation = z.infer<typeof validationSchema>;

/** Validations of which none has run. */
export const notRun = (commands: readonly ValidationCommand[]): RunValidation[] =>
  commands.map((each) => ({ ...commandOf(each), result: "not-run" }));

/** The list after one began. One that is behind the last counts as well: what it comes to is not passed over. */
export const withStarted = (
  all: readonly RunValidation[],
  { index, command }: z.infer<typeof validationStartedSchema>,
): RunValidation[] =>
  index === all.length
    ? [...all, { command, result: "running" }]
    : withResult(all, index, { result: "running" });

/** The list after one ended. An index that the list does not have changes nothing. */
export const withEnded = (
  all: readonly RunValidation[],
  { index, end }: z.infer<typeof validationEndedSchema>,
): RunValidation[] =>
  withResult(all, index, succeeded(end) ? { result: "passed" } : { result: "failed", end });

const withResult = (
  all: readonly RunValidation[],
  index: number,
  result:
    | { readonly result: "running" | "passed" }
    | { readonly result: "failed"; readonly end: ProcessEnd },
): RunValidation[] =>
  all.map((each, at) => (at === index ? { ...commandOf(each), ...result } : each));

const commandOf = ({ command, name }: ValidationCommand): ValidationCommand => ({
  command,
  ...(name === undefined ? {} : { name }),
});

/** A validation that was cut off has proved nothing. */
export const withoutRunning = (all: readonly RunValidation[]): RunValidation[] =>
  all.flatMap((each) => (each.result === "running" ? notRun([each]) : [each]));

/**
 * What a list of validations comes to: passed if all of them passed. The command is the one that decides, or all of
 * them as one line.
 */
export function overall(all: readonly RunValidation[]): Validation {
  if (all.length === 0) return { result: "none" };
  for (const each of all)
    if (each.result === "failed") return { result: "failed", command: each.command, end: each.end };
  for (const result of ["running", "not-run"] as const) {
    const found = all.find((each) => each.result === result);
    if (found) return { result, command: found.command };
  }
  return { result: "passed", command: all.map(({ command }) => command).join(" && ") };
}
