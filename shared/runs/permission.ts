import { z } from "zod";
import { longestName, longestText } from "./reported";

const text = z.string().max(longestText);

/** What an agent asks to be allowed. */
const askSchema = z.object({
  /** Names the question within its run. */
  id: z.string().min(1).max(longestName),
  /** The tool that it would use. */
  tool: z.string().min(1).max(longestName),
  /** What it is about: a path, a command line, or another text. */
  file: text.optional(),
  command: text.optional(),
  text: text.optional(),
});
export type PermissionAsk = z.infer<typeof askSchema>;

/** Who answered: a person by name and address, or a rule that a person wrote, by its name. Never an agent. */
export const answererSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("person"), name: z.string().min(1) }),
  z.object({ kind: z.literal("rule"), name: z.string().min(1) }),
]);
export type Answerer = z.infer<typeof answererSchema>;
const answerSchema = z.enum(["allowed", "refused"]);
export type PermissionAnswer = z.infer<typeof answerSchema>;

export const permissionAskedSchema = askSchema.extend({ type: z.literal("permission-asked") });
export const permissionAnsweredSchema = z.object({
  type: z.literal("permission-answered"),
  /** Of the `permission-asked`. */
  id: z.string(),
  answer: answerSchema,
  by: answererSchema,
});

/** A question of an agent, and what became of it. */
export const permissionSchema = z.discriminatedUnion("stands", [
  z.object({ stands: z.literal("open"), ask: askSchema }),
  z.object({
    stands: z.literal("answered"),
    ask: askSchema,
    answer: answerSchema,
    by: answererSchema,
  }),
  /** The agent ended before somebody answered; nothing was allowed. */
  z.object({ stands: z.literal("dropped"), ask: askSchema }),
]);
export type Permission = z.infer<typeof permissionSchema>;

/** The question of this id, whatever became of it. */
export const permissionOf = (all: readonly Permission[], id: string): Permission | undefined =>
  all.find(({ ask }) => ask.id === id);

/** The questions after one was answered; only an open one can be. */
export const withAnswer = (
  all: readonly Permission[],
  { id, answer, by }: z.infer<typeof permissionAnsweredSchema>,
): Permission[] =>
  all.map((each) =>
    each.stands === "open" && each.ask.id === id
      ? { stands: "answered", ask: each.ask, answer, by }
      : each,
  );

/** The questions once the agent has ended. */
export const withoutOpen = (all: readonly Permission[]): Permission[] =>
  all.map((each) => (each.stands === "open" ? { stands: "dropped", ask: each.ask } : each));
