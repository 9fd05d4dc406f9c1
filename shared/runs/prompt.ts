import type { CreatedEvent } from "./event";

/** What a prompt is made of. Paths are relative to the working tree. */
export interface PromptInput {
  readonly feature: { readonly id: string };
  readonly task: CreatedEvent["task"];
  readonly documents: {
    readonly spec?: string | undefined;
    readonly plan?: string | undefined;
    readonly tasks: string;
    readonly constitution?: string | undefined;
  };
  readonly requirements: CreatedEvent["requirements"];
  /** The commands that will judge the work. */
  readonly validations: readonly string[];
  /** What a reviewer said of an earlier run of the same task. */
  readonly note?: string | undefined;
  /** The working tree holds what an earlier attempt had done. */
  readonly continues?: boolean;
}

/** A part of a prompt that a person looks at by itself. */
export interface PromptPart {
  readonly kind:
    | "task"
    | "requirements"
    | "documents"
    | "review"
    | "continues"
    | "rules"
    | "validation";
  readonly text: string;
}

/** The parts as a person reads of them. */
export const promptPartTitles: Readonly<Record<PromptPart["kind"], string>> = {
  task: "Task",
  requirements: "Requirements",
  documents: "Documents to read",
  review: "Review of the earlier run",
  continues: "Work of the earlier run",
  rules: "Rules of every run",
  validation: "Validation",
};

/**
 * What an agent is told to do for one task: the same words for every agent. Documents are named, not
 * quoted: the agent has them in its working tree, and a prompt has to fit into an environment variable.
 */
export function promptParts(input: PromptInput): readonly PromptPart[] {
  const { feature, task, documents, requirements, validations, note, continues = false } = input;
  const part = (kind: PromptPart["kind"], text: string | undefined): PromptPart[] =>
    text === undefined ? [] : [{ kind, text }];
  return [
    ...part(
      "task",
      `Do task ${task.id} of the feature ${feature.id}, and nothing else:\n\n${task.line.trim()}`,
    ),
    ...part(
      "requirements",
      requirements.length === 0
        ? undefined
        : `It is there for these requirements:\n${requirements
            .map(({ id, text }) => `- ${id}: ${text}`)
            .join("\n")}`,
    ),
    ...part(
      "documents",
      `Read first:\n${[
        named(documents.spec, "the spec"),
        named(documents.plan, "the plan"),
        named(documents.tasks, "the tasks"),
        named(documents.constitution, "the constitution: rules that hold for every change"),
      ]
        .filter((line) => line !== undefined)
        .join("\n")}`,
    ),
    ...part(
      "review",
      note === undefined
        ? undefined
        : `An earlier attempt was sent back by the reviewer, who wrote:\n${quoted(note)}`,
    ),
    ...part(
      "continues",
      continues
        ? "Your working tree already holds, not committed, what an earlier attempt had done by then. Look at it with git status and git diff, and go on from there."
        : undefined,
    ),
    ...part(
      "rules",
      "You are in a git working tree of your own; change files only in it. Do not commit, do not switch branches, and do not change the spec, the plan or the tasks: the task is ticked when a person has approved your change.",
    ),
    ...part("validation", validationsPart(validations)),
  ];
}

/** The prompt that these parts make. */
export const joinParts = (parts: readonly Pick<PromptPart, "text">[]): string =>
  parts
    .map(({ text }) => text)
    .join("\n\n")
    .concat("\n");

/** The whole prompt of a task; see `promptParts`. */
export const taskPrompt = (input: PromptInput): string => joinParts(promptParts(input));

/**
 * A guess of a text's size for a model: a token for four characters, as in English prose. Models differ, and no model
 * is asked.
 */
export const roughTokens = (text: string): number => Math.ceil(text.length / 4);

function validationsPart(commands: readonly string[]): string {
  if (commands.length === 0) return "Test what you did before you end.";
  const lines = commands.map((command) => `    ${command}`).join("\n");
  return commands.length === 1
    ? `When you end, this command is run and has to succeed:\n${lines}`
    : `When you end, these commands are run one after the other and have to succeed:\n${lines}`;
}

const named = (path: string | undefined, what: string): string | undefined =>
  path === undefined ? undefined : `- ${path} (${what})`;

const quoted = (text: string): string =>
  text
    .trim()
    .split(/\r?\n/)
    .map((line) => `> ${line}`)
    .join("\n");
