import type { Adapter, AgentMode } from "./adapter";

/** What replaces the names in braces of an adapter's texts. */
export interface Substitutes {
  readonly prompt: string;
  readonly model: string;
  /** A UUID. */
  readonly session: string;
  /** The run's working tree, absolute. */
  readonly tree: string;
  /** The run's folder, absolute. */
  readonly run: string;
}

const name = /\{(prompt|model|session|tree|treeJson|run)\}/g;

/** Replaces the names in one pass, so that a prompt that contains `{model}` keeps it. */
export function substitute(text: string, by: Substitutes): string {
  const all = { ...by, treeJson: JSON.stringify(by.tree) };
  return text.replaceAll(name, (_, key: keyof typeof all) => all[key]);
}

const lineOf = (adapter: Adapter, mode: AgentMode): readonly string[] =>
  (mode === "interactive" ? adapter.interactive : adapter.oneShot) ?? [];

/** The word before the options that names the kind of session, such as `exec`; empty for none. */
export const verbOf = (adapter: Adapter, mode: AgentMode): readonly string[] =>
  lineOf(adapter, mode)
    .slice(0, 1)
    .filter((first) => /^[a-z]+$/.test(first));

/**
 * The arguments with which an adapter's program is started.
 * @param model undefined for the agent's own choice
 * @param helped the options that the program's help names, of those that only some versions accept
 */
export function argumentsOf(
  adapter: Adapter,
  {
    mode,
    model,
    helped,
  }: { mode: AgentMode; model: string | undefined; helped: ReadonlySet<string> },
  by: Omit<Substitutes, "model">,
): readonly string[] {
  const line = lineOf(adapter, mode);
  const verb = verbOf(adapter, mode);
  const added = [
    ...adapter.optional.filter(({ option }) => helped.has(option)).flatMap(({ args }) => args),
    ...(model === undefined ? [] : (adapter.model ?? [])),
  ];
  const whole = [...verb, ...added, ...line.slice(verb.length)];
  return whole.map((text) => substitute(text, { ...by, model: model ?? "" }));
}

/** The variables that an adapter sets. */
export const variablesOf = (adapter: Adapter, by: Substitutes): Record<string, string> =>
  Object.fromEntries(
    Object.entries(adapter.env).map(([key, value]) => [key, substitute(value, by)]),
  );
