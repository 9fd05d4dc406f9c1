import { z } from "zod";

/** Names an adapter in settings, records and on the command line. */
export const adapterIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/)
  .brand<"AdapterId">();
export type AdapterId = z.infer<typeof adapterIdSchema>;

const word = z.string().min(1).max(200);

/**
 * Arguments of a program. `{prompt}`, `{model}`, `{session}` (a new UUID), `{tree}` (the run's working tree),
 * `{treeJson}` (the same as a JSON string, which is a TOML string too) and `{run}` (the run's folder, where the adapter's
 * files are) are replaced. No shell reads the arguments.
 */
const args = z.array(z.string().max(4000)).max(40);

/** The path of a file or folder. `~` is the home folder, and `$NAME` at its start a variable that names a folder. */
const place = z.string().regex(/^(?:~\/|\$[A-Z_]+\/|\/)/);

/**
 * What is known about an agent program, as data. A new agent needs a file and no code. The person's own adapters
 * have the same form; see README.md.
 */
export const adapterSchema = z.strictObject({
  id: adapterIdSchema,
  name: word,
  /** The names of the program. The first that is on the PATH is used. */
  programs: z.array(z.string().regex(/^[\w.@+-]+$/)).min(1),
  /** The command that installs the program, for the person to copy, and what it needs. */
  install: z.strictObject({ command: word, needs: word.optional() }).optional(),
  /** Prints the version, for programs that no package describes. */
  version: args.default(["--version"]),
  /** The command line of a session in which the person can type; undefined when the agent has none. */
  interactive: args.optional(),
  /** The command line of a session that ends by itself; undefined when the agent has none. */
  oneShot: args.optional(),
  /** Added before the other arguments when the person chose a model. */
  model: args.optional(),
  /**
   * Arguments that only some versions accept. They are added before the other arguments when the program's help
   * names the option.
   */
  optional: z
    .array(
      z.strictObject({
        option: z.string().regex(/^--?[\w-]+$/),
        args,
        /** Why the run has this argument, for the run's terminal. */
        because: word,
      }),
    )
    .default([]),
  /** Variables of the agent's environment. The values are replaced like arguments. */
  env: z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.string().max(4000)).default({}),
  /** Files in the run's folder that arguments name as `{run}/NAME`. The texts are replaced like arguments. */
  files: z.record(z.string().regex(/^[\w.-]+$/), z.string().max(100_000)).default({}),
  /** The agent's own folders and files, outside of the working tree: settings, sessions and caches. */
  folders: z.strictObject({ read: z.array(place).default([]), write: z.array(place).default([]) }),
  /**
   * Signs of a login. Only the existence of files and variables is looked at, never their contents.
   */
  account: z
    .strictObject({
      files: z.array(place).default([]),
      variables: z.array(word).default([]),
      /** Whether the login can also be in the system's keychain, which the app does not ask. */
      keychain: z.boolean().default(false),
      /** How to sign in, as a sentence. */
      signIn: z.string().min(1).max(400),
    })
    .optional(),
  /** Dialogs of the first start that the app does not settle, as a sentence for the person. */
  firstRun: z.string().min(1).max(400).optional(),
  /** The folder of the agent's own logs. */
  sessions: place.optional(),
  /** Continues a session. `followsTree`: the session continues in the folder where it is resumed. */
  resume: z.strictObject({ args, followsTree: z.boolean() }).optional(),
  /** Makes a one-shot session print JSON. */
  json: args.optional(),
  /** Makes the program, or another one, speak the Agent Client Protocol. */
  acp: z.strictObject({ program: word.optional(), args }).optional(),
  /**
   * How the agent tells its state: `status` by the status protocol in the terminal, `title` by the terminal's title,
   * `hooks` by programs that it starts, `bell` by a bell. Everything else is guessed from a still screen.
   */
  tells: z.array(z.enum(["status", "title", "hooks", "bell"])).default([]),
});
export type Adapter = z.infer<typeof adapterSchema>;
/** An adapter as it is written, with the fields left out that have a default. */
export type AdapterFile = z.input<typeof adapterSchema>;

/** Whether an agent works with the person or alone. */
export const agentModeSchema = z.enum(["interactive", "one-shot"]);
export type AgentMode = z.infer<typeof agentModeSchema>;

/** The modes in which an adapter can be started. */
export const modesOf = (adapter: Adapter): readonly AgentMode[] => [
  ...(adapter.interactive === undefined ? [] : (["interactive"] as const)),
  ...(adapter.oneShot === undefined ? [] : (["one-shot"] as const)),
];
