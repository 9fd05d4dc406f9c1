import { modesOf } from "@shared/agents/adapter";
import { Problem } from "@shared/base/problem";
import type { AgentChoice } from "@shared/runs/summary";
import { knownAdapters } from "../engine/agents/own-adapters";
import type { Home } from "../settings/home";
import type { AgentWish } from "./command-line";

/**
 * The agent that a command names: an adapter by its ID, otherwise a shell command.
 * @param attended whether a person can type; an agent that works alone is preferred otherwise
 * @throws {Problem} `bad-request` for a model where the command cannot pass it on
 */
export async function chooseAgent(
  { named, model }: AgentWish,
  home: Home,
  attended: boolean,
): Promise<AgentChoice> {
  const { adapters } = await knownAdapters(home.agents);
  const adapter = adapters.find(({ id }) => id === named);
  if (adapter === undefined) {
    if (model !== undefined)
      throw new Problem(
        "bad-request",
        `--model needs an agent with an adapter: ${adapters.map(({ id }) => id).join(", ")}.`,
      );
    return named === undefined ? { kind: "built-in" } : { kind: "command", command: named };
  }
  if (model !== undefined && adapter.model === undefined)
    throw new Problem("bad-request", `${adapter.name} takes no model.`);
  const modes = modesOf(adapter);
  const wanted = attended ? "interactive" : "one-shot";
  return {
    kind: "adapter",
    adapter: adapter.id,
    name: adapter.name,
    mode: modes.includes(wanted) ? wanted : attended ? "one-shot" : "interactive",
    ...(model === undefined ? {} : { model }),
  };
}
