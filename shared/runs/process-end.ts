import { z } from "zod";

/** How a process ended. One that a signal ended has no exit code, so that none can be mistaken for success. */
export const processEndSchema = z.discriminatedUnion("by", [
  z.object({ by: z.literal("exit"), code: z.number().int() }),
  /** Its name, such as SIGKILL, or its number where that has no name here. */
  z.object({ by: z.literal("signal"), signal: z.string().min(1).max(40) }),
]);
export type ProcessEnd = z.infer<typeof processEndSchema>;

/** Whether it ended as a program does that did what it was asked to. */
export const succeeded = (end: ProcessEnd): boolean => end.by === "exit" && end.code === 0;

/** "exit code 3", "signal SIGKILL". */
export const endWords = (end: ProcessEnd): string =>
  end.by === "exit" ? `exit code ${end.code}` : `signal ${end.signal}`;

export const isSameEnd = (a: ProcessEnd, b: ProcessEnd): boolean => endWords(a) === endWords(b);

/** Signals that have the same number on every system. */
const names: Readonly<Record<number, string>> = {
  1: "SIGHUP",
  2: "SIGINT",
  3: "SIGQUIT",
  4: "SIGILL",
  5: "SIGTRAP",
  6: "SIGABRT",
  8: "SIGFPE",
  9: "SIGKILL",
  11: "SIGSEGV",
  13: "SIGPIPE",
  14: "SIGALRM",
  15: "SIGTERM",
};

/**
 * From the two numbers of the system's own interfaces, where a signal comes with an exit code of 0.
 * @param signal 0 or undefined for none
 */
export const endOf = (exitCode: number, signal: number | undefined): ProcessEnd =>
  signal === undefined || signal === 0
    ? { by: "exit", code: exitCode }
    : { by: "signal", signal: names[signal] ?? String(signal) };
