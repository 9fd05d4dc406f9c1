import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRepository, featureFiles } from "../repositories";
import type { HostilePlaces, HostileRepository } from "./hostile";

/** A repository whose task is done by a hostile agent. The canary file exists once an attack has succeeded. */
export interface HostileRun extends HostileRepository {
  readonly task: string;
  /** The command line of the agent. */
  readonly agent: string;
}

/** Builds a repository and its hostile agent. One file for each, named after the attack. */
export interface HostileRunBuilder {
  readonly name: string;
  build(places: HostilePlaces): Promise<HostileRun>;
}

/**
 * A repository with one task, and an agent that runs this script.
 * @param validation the task's command
 * @param script for sh; it gets the canary's path
 */
export async function runBy(
  { folder }: HostilePlaces,
  validation: string | undefined,
  script: (canary: string) => string,
): Promise<HostileRun> {
  const canary = join(folder, "canary");
  const task = "- [ ] T001 Say hello in hello.txt (FR-001)";
  const lines = validation === undefined ? [task] : [`${task}\n  - Validation: \`${validation}\``];
  const repository = await createRepository(join(folder, "repo"), featureFiles(lines));
  const agent = join(folder, "agent.sh");
  await writeFile(agent, `#!/bin/sh\n${script(canary)}`);
  await chmod(agent, 0o755);
  return { repository, canary, opening: "opens", task: "T001", agent };
}
