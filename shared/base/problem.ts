import { z } from "zod";

/**
 * The reasons for which a call can be refused. The code is for programs. The message is one plain sentence
 * for the person, which says what to do.
 */
export const problemCodes = [
  "bad-request",
  "unexpected",
  "cancelled",
  "engine-ended",
  "folder-missing",
  "not-a-folder",
  "not-a-repository",
  "bare-repository",
  "no-commits",
  "git-missing",
  "git-failed",
  "git-busy",
  "detached-head",
  "wrong-branch",
  "not-empty",
  "outside-project",
  "file-missing",
  "file-exists",
  "not-text",
  "changed-outside",
  "cannot-write",
  "not-trusted",
  "task-missing",
  "task-done",
  "task-busy",
  "task-waits",
  "agent-missing",
  "sandbox-missing",
  "run-missing",
  "run-not-ready",
  "recording-damaged",
  "recording-newer",
  "too-large",
  "tool-missing",
  "tool-failed",
  "stale-approval",
  "merge-conflict",
  "local-changes",
  "no-identity",
  "nothing-to-commit",
] as const;

export const problemSchema = z.object({
  code: z.enum(problemCodes),
  message: z.string(),
  /** The cause of the message: git's own words, a path, a system error. */
  detail: z.string().optional(),
});

export type ProblemCode = (typeof problemCodes)[number];
export type ProblemData = z.infer<typeof problemSchema>;

/** A refusal with a message for a person. Any other thrown error is a defect. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly detail: string | undefined;

  constructor(code: ProblemCode, message: string, detail?: string) {
    super(message);
    this.name = "Problem";
    this.code = code;
    this.detail = detail;
  }

  /** The data that is sent over IPC. */
  toData(): ProblemData {
    return this.detail === undefined
      ? { code: this.code, message: this.message }
      : { code: this.code, message: this.message, detail: this.detail };
  }

  static fromData(data: ProblemData): Problem {
    return new Problem(data.code, data.message, data.detail);
  }
}

/** Any error as a problem that can be shown to a person. An error that is no problem is called a defect. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(
    "unexpected",
    "Something went wrong that should not have. Nothing was changed by it.",
    error instanceof Error ? (error.stack ?? error.message) : String(error),
  );
}
