import { createHash } from "node:crypto";
import type { AgentChoice } from "@shared/runs/first-event";
import { agentEnvironment, personEnvironment } from "../../system/environment";

/**
 * Identifies a run's environment, to tell whether two runs had the same one: SHA-256, in hex, of a JSON array of
 * the texts below. For variables other than PATH only the names count, because their values may be secret, and
 * some change with each start of the app.
 */
export function environmentDigest({
  agent,
  env,
  shell,
  setUp,
}: {
  readonly agent: AgentChoice;
  /** The app's own environment, or the person's. */
  readonly env: NodeJS.ProcessEnv;
  readonly shell: string;
  readonly setUp: string | undefined;
}): string {
  const given = (agent.kind === "built-in" ? agentEnvironment : personEnvironment)(env, "");
  const words = [
    process.platform,
    process.arch,
    shell,
    given["PATH"] ?? "",
    Object.keys(given).sort(),
    setUp ?? "",
  ];
  return createHash("sha256").update(JSON.stringify(words)).digest("hex");
}
