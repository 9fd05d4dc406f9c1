import { z } from "zod";

// What an agent tells of itself, and what its terminal rings for. Nobody vouches for it: it is shown, and nothing
// is decided by it.

/** UTF-16 units that are kept of a name, and of any other text. */
export const longestName = 80;
export const longestText = 400;

const name = z.string().min(1).max(longestName);
const text = z.string().max(longestText);
const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
const byAgent = { by: z.literal("agent") };

/** What an agent's model counted. Input is without what came from, or went to, its cache. */
export const tokensSchema = z.object({
  input: count,
  output: count,
  cacheRead: count,
  cacheWritten: count,
});
export type Tokens = z.infer<typeof tokensSchema>;

/** The agent used a tool, and the tool is done. */
export const toolCalledSchema = z.object({
  type: z.literal("tool-called"),
  ...byAgent,
  tool: name,
  /** What it was about: a path, a command line, or another text. */
  file: text.optional(),
  command: text.optional(),
  text: text.optional(),
  /** How long it took. */
  seconds: z.number().nonnegative(),
  /** `cut-off`: the agent was ended while it went on. */
  outcome: z.enum(["ok", "failed", "cut-off"]),
});
export type ToolCalled = z.infer<typeof toolCalledSchema>;

/** The agent waits for the person, for an answer or for what comes next. */
export const waitingSchema = z.object({
  type: z.literal("waiting"),
  by: z.enum(["agent", "terminal"]),
  /** The question, or the notification's text. */
  text: text.optional(),
  /** In its terminal the agent said so itself. Without it that is a guess, from a bell or a notification. */
  told: z.literal(true).optional(),
  /** It has done its work, and waits for what comes next. */
  finished: z.literal(true).optional(),
});
export type Waiting = z.infer<typeof waitingSchema>;

/** It waits no longer: it was answered, or it went on without. */
export const waitingEndedSchema = z.object({
  type: z.literal("waiting-ended"),
  by: z.enum(["agent", "terminal"]),
  how: z.enum(["answered", "went-on"]),
});

/** What the agent told in all, once its program has ended. */
export const agentReportedSchema = z.object({
  type: z.literal("agent-reported"),
  ...byAgent,
  /** Uses of tools, also those without an event of their own. */
  calls: count,
  /** Undefined where its model counted none. */
  tokens: tokensSchema.optional(),
});

/** A use of a tool that is over. */
export const toolCalled = (use: Omit<ToolCalled, "type" | "by">): ToolCalled => ({
  type: "tool-called",
  by: "agent",
  ...use,
});
/** The agent waits, by its own word. @param text its question */
export const agentWaits = (text: string | undefined): Report => ({
  type: "waiting",
  by: "agent",
  ...(text === undefined ? {} : { text }),
});
export const agentWaited = (how: "answered" | "went-on"): Report => ({
  type: "waiting-ended",
  by: "agent",
  how,
});

/** What the built-in agent writes for the recorder, one JSON object a line, as it happens. */
export const reportSchema = z.discriminatedUnion("type", [
  toolCalledSchema,
  waitingSchema.extend(byAgent),
  waitingEndedSchema.extend(byAgent),
  /** Of one answer of the model. */
  z.object({ type: z.literal("tokens"), ...tokensSchema.shape }),
]);
export type Report = z.infer<typeof reportSchema>;

/** A report, and when it happened, in milliseconds since 1970. */
export const reportLineSchema = z.object({ at: z.number(), report: reportSchema });
export type ReportLine = z.infer<typeof reportLineSchema>;

/** The text as it is kept: on one line, without control characters, and no longer than `most`. */
export function keptText(text: string, most = longestText): string {
  const line = text
    .slice(0, most * 4)
    .replace(controls, " ")
    .replace(/ {2,}/g, " ")
    .trim();
  if (line.length <= most) return line;
  // Not in the middle of a character.
  return `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

const controls = /\p{Cc}/gu;

/** Adds up what was counted. */
export const addTokens = (a: Tokens | undefined, b: Tokens): Tokens => ({
  input: (a?.input ?? 0) + b.input,
  output: (a?.output ?? 0) + b.output,
  cacheRead: (a?.cacheRead ?? 0) + b.cacheRead,
  cacheWritten: (a?.cacheWritten ?? 0) + b.cacheWritten,
});

const past: Readonly<Record<string, string>> = {
  read_file: "Read",
  write_file: "Wrote",
  edit_file: "Edited",
  list_files: "Listed",
  search_files: "Searched for",
  run_command: "Ran",
  ask_person: "Asked",
};

/** What a use of a tool was, in words: "Edited src/a.ts", "Ran npm test · failed". */
export function toolWords({ tool, file, command, text, seconds, outcome }: ToolCalled): string {
  const place = file === "." ? "the files" : file;
  const about =
    text !== undefined && place !== undefined && file !== "."
      ? `${text} in ${place}`
      : (command ?? text ?? place);
  const verb = past[tool] ?? `Used ${tool}`;
  return [
    about === undefined ? (past[tool] === undefined ? verb : `Used ${tool}`) : `${verb} ${about}`,
    ...(outcome === "ok" ? [] : [outcome === "failed" ? "failed" : "cut off"]),
    ...(seconds >= 1 ? [spanWords(seconds)] : []),
  ].join(" · ");
}

/** Why it waits, in words. */
export const waitingWords = (waiting: Omit<Waiting, "type">): string => {
  const { text } = waiting;
  const certain = waiting.by === "agent" || waiting.told === true;
  const why = waiting.finished
    ? certain
      ? "Has finished"
      : "May have finished"
    : certain
      ? "Waits for an answer"
      : "May wait for an answer";
  return text === undefined || text === "" ? why : `${why}: ${text}`;
};

/** How it stopped waiting, in words. */
export const waitedWords = (how: "answered" | "went-on", seconds: number | undefined): string => {
  const what = how === "answered" ? "Answered" : "Went on by itself";
  return seconds === undefined ? what : `${what} after ${spanWords(seconds)}`;
};

/** "12 s", "3 min 5 s". */
const spanWords = (seconds: number): string => {
  const whole = Math.round(seconds);
  const rest = whole % 60 === 0 ? "" : ` ${whole % 60} s`;
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min${rest}`;
};
