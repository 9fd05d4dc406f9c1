import type { EngineCallName } from "@shared/contracts";
import { agentsOnMachine } from "../agents/on-machine";
import { testAgent } from "../agents/test-agent";
import type { Handlers } from "./door";
import type { Jobs } from "./jobs";

type AgentCall = Extract<EngineCallName, `agents.${string}`>;

/**
 * Makes the answers to the calls about the agents of this machine.
 * @param parts `env`: the environment of the person's terminals; `folder`: the person's own adapters
 */
export function agentHandlers({
  env,
  folder,
  jobs,
}: {
  env(): Promise<NodeJS.ProcessEnv>;
  readonly folder: string;
  readonly jobs: Jobs;
}): Pick<Handlers, AgentCall> {
  const job = (agent: string) => `agents.test ${agent}`;
  return {
    "agents.look": async () => agentsOnMachine(await env(), folder),
    "agents.test": ({ agent }, client) =>
      jobs.run(client, job(agent), async (signal) =>
        testAgent(agent, { env: await env(), folder, signal }),
      ),
    "agents.stopTest": ({ agent }, client) => jobs.cancel(client, job(agent)),
  };
}
