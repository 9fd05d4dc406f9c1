import { readFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import type Anthropic from "@anthropic-ai/sdk";
import { type RedactionRules, redactionRules } from "@shared/recordings/redact";
import { secretValues } from "@shared/recordings/secret-values";
import { commandEnvironment } from "../system/environment";
import { createScreen, type Screen } from "./agent-screen";
import { type Assignment, assignmentSchema } from "./assignment";
import { type Credentials, createLiveClient, createLocalClient, type Fetch } from "./client";
import { converse } from "./conversation";
import {
  type Driven,
  drivenLine,
  type Exchange,
  openExchange,
  recordExchange,
  serveExchange,
} from "./exchange";
import { explainFailure } from "./failure";
import { describeModel, type ModelDescription } from "./model";
import { type KeyTerminal, listenToPerson } from "./person";
import { noReports, type Reporter, writeReports } from "./report";
import { createScriptedFetch, scriptSchema } from "./scripted-model";
import { secretsInFiles } from "./secret-files";
import { plain } from "./text";
import { tools } from "./tools";
import { openWorkTree, ToolFailure, type WorkTree } from "./work-tree";

/** The exit codes of the agent's process. */
export const exitCodes = { done: 0, failed: 1, noModel: 2, cancelled: 130 } as const;

/** The surroundings of the agent: tree, terminal, environment and model. */
export interface AgentPlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly input: Readable;
  readonly output: Writable & { readonly columns?: number | undefined };
  /** The terminal that can pass on single keys. Without it, lines are read from `input`. */
  readonly terminal?: KeyTerminal;
  /** Aborts when the agent has to end. */
  readonly signal: AbortSignal;
  /** The transport to a real model's server. */
  readonly fetch?: Fetch;
  /** The layer between the agent and its model, tools and person. */
  readonly exchange: Exchange;
  /** Receives reports of the agent's steps, if present. */
  readonly report?: Reporter;
}

/**
 * The built-in agent as a process. `--task FILE` names an assignment, the current folder is the working tree,
 * standard input and output are the terminal. `--record FILE` records the exchange with the model, `--report FILE`
 * reports the steps to the recorder, `--serve FILE` serves a recorded exchange again. SIGINT, SIGTERM and SIGHUP
 * cancel the agent and its running command.
 * @param argv the arguments after the program's own
 * @returns the exit code, one of `exitCodes`
 */
export async function main(argv: readonly string[]): Promise<number> {
  const file = argument(argv, "--task");
  if (file === undefined) {
    process.stderr.write("Say which task: --task FILE\n");
    return exitCodes.failed;
  }
  const cancel = new AbortController();
  const signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
  const onSignal = () => cancel.abort(new Error("cancelled"));
  for (const name of signals) process.on(name, onSignal);
  // The terminal can be closed at any time, and then the result has no reader.
  process.stdout.on("error", onSignal);
  try {
    const assignment = await readAssignment(file);
    if (typeof assignment === "string") {
      process.stderr.write(`${assignment}\n`);
      return exitCodes.failed;
    }
    const place = {
      cwd: process.cwd(),
      env: process.env,
      input: process.stdin,
      output: process.stdout,
      signal: cancel.signal,
      ...terminalOf(process, onSignal),
    };
    const inFiles = await secretsInFiles(process.cwd(), assignment.secretFiles);
    const values = [...secretValues(process.env), ...inFiles];
    const rules = redactionRules(values, assignment.redact);
    const [record, serve] = [argument(argv, "--record"), argument(argv, "--serve")];
    if (serve !== undefined) return await driveAgain(assignment, place, serve, rules);
    const exchange = record === undefined ? openExchange : recordExchange(record, rules);
    const reports = argument(argv, "--report");
    const report = reports === undefined ? noReports : writeReports(reports, rules);
    return await runAgent(assignment, { ...place, exchange, report });
  } finally {
    for (const name of signals) process.off(name, onSignal);
  }
}

const argument = (argv: readonly string[], name: string): string | undefined => {
  const at = argv.indexOf(name);
  return at === -1 ? undefined : argv[at + 1];
};

/** Drives the agent through a recorded exchange and prints the result as the last line of standard output. */
async function driveAgain(
  assignment: Assignment,
  place: Omit<AgentPlace, "exchange">,
  file: string,
  rules: RedactionRules,
): Promise<number> {
  const exchange = serveExchange(file, rules);
  const code = await runAgent(assignment, { ...place, exchange });
  const driven: Driven = exchange.driven(code === exitCodes.done);
  place.output.write(`${drivenLine(driven)}\n`);
  return code;
}

/** This process's terminal, when standard input and output are the same one. */
function terminalOf(
  { stdin, stdout }: Pick<NodeJS.Process, "stdin" | "stdout">,
  interrupt: () => void,
): { readonly terminal?: KeyTerminal } {
  if (!stdin.isTTY || !stdout.isTTY) return {};
  return {
    terminal: {
      setKeys: (on) => void stdin.setRawMode(on),
      write: (text) => void stdout.write(text),
      columns: () => Math.max(2, stdout.columns),
      interrupt,
    },
  };
}

/** The assignment, or a sentence that says why it cannot be read. */
async function readAssignment(file: string): Promise<Assignment | string> {
  try {
    const parsed = assignmentSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
    return parsed.success ? parsed.data : `${file} is not an assignment.`;
  } catch {
    return `${file} cannot be read.`;
  }
}

/**
 * Does the task of one assignment.
 * @returns the exit code, one of `exitCodes`
 */
export async function runAgent(assignment: Assignment, place: AgentPlace): Promise<number> {
  const { env, output, signal, exchange, report = noReports } = place;
  const { task } = assignment;
  const screen = createScreen(output, { colours: !env["NO_COLOR"] });
  const description = await describe(assignment, place);
  screen.header([task.id, "built-in agent", description.label, assignment.branch]);

  const tree = await openWorkTree(place.cwd);
  const client = await openModel(description, tree, assignment, place, screen);
  if (typeof client === "number") return client;
  const typing = listenToPerson(
    place.input,
    () => {
      screen.note("Noted. The agent reads it before its next step.");
    },
    place.terminal,
  );
  try {
    const end = await converse({
      client,
      model: description.kind === "live" ? description.model : "scripted",
      prompt: assignment.prompt,
      onAnswer(message) {
        exchange.answered(message);
        report.answered(message);
      },
      tools: report.tools(exchange.tools(tools)),
      workplace: {
        tree,
        screen,
        person: report.person(exchange.person(typing)),
        attended: assignment.attended,
        env: commandEnvironment(env),
        signal,
      },
    });
    if (end.how === "done") return exitCodes.done;
    screen.failure(end.reason);
    return exitCodes.failed;
  } catch (error) {
    if (signal.aborted) {
      screen.warning("Cancelled.");
      return exitCodes.cancelled;
    }
    const reason = explainFailure(error, description) ?? `The agent failed: ${String(error)}`;
    screen.failure(withoutSecrets(plain(reason), credentialsOf(env)));
    return exitCodes.failed;
  } finally {
    typing.dispose();
  }
}

function describe(
  { feature, task }: Assignment,
  { env, cwd, exchange }: AgentPlace,
): Promise<ModelDescription> {
  return exchange.serves
    ? Promise.resolve({ kind: "recorded", label: "recorded answers" })
    : describeModel({ env, root: cwd, feature: feature.id, task: task.id });
}

/** The client of the model, or the exit code when no model is available. */
async function openModel(
  description: ModelDescription,
  tree: WorkTree,
  { task }: Assignment,
  { env, fetch = globalThis.fetch, exchange }: AgentPlace,
  screen: Screen,
): Promise<Anthropic | number> {
  switch (description.kind) {
    case "none":
      screen.failure(`There is no model to do this task. ${description.hint}`);
      return exitCodes.noModel;
    case "live":
      return createLiveClient(
        {
          credentials: credentialsOf(env),
          baseURL: description.baseURL,
          onRetry: ({ attempt, of, reason }) => {
            screen.warning(`Trying again (${attempt} of ${of}): ${reason}.`);
          },
        },
        exchange.fetch(fetch),
      );
    case "recorded":
      return createLocalClient(exchange.fetch(fetch));
    case "scripted": {
      const script = await readScript(tree, description.script);
      if (typeof script === "string") {
        screen.failure(script);
        return exitCodes.noModel;
      }
      const speed = Number(env["SPECWRIGHT_SCRIPT_SPEED"] ?? "1");
      return createLocalClient(
        exchange.fetch(
          createScriptedFetch(script, {
            task: task.id,
            speed: Number.isFinite(speed) && speed >= 0 ? speed : 1,
          }),
        ),
      );
    }
  }
}

async function readScript(tree: WorkTree, path: string) {
  try {
    const parsed = scriptSchema.safeParse(JSON.parse(await tree.read(path)));
    if (parsed.success) return parsed.data;
  } catch (error) {
    if (error instanceof ToolFailure) return error.message;
    if (!(error instanceof SyntaxError)) throw error;
  }
  return `${path} is not a script for the scripted model.`;
}

const credentialsOf = (env: AgentPlace["env"]): Credentials => ({
  apiKey: env["ANTHROPIC_API_KEY"],
  authToken: env["ANTHROPIC_AUTH_TOKEN"],
});

const withoutSecrets = (text: string, { apiKey, authToken }: Credentials): string =>
  [apiKey, authToken].reduce<string>(
    (rest, secret) => (secret ? rest.replaceAll(secret, "[key]") : rest),
    text,
  );
