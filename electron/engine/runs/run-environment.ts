import { createHash } from "node:crypto";
import type { AgentChoice } from "@shared/runs/first-event";
import { agentEnvironment, personEnvironment } from "../../system/environment";

/**
 * Names the environment that a run happens in, so that two runs can be told to have had the same: SHA-256, in hex, of
 * a JSON array of the words below. Of variables only the names count, but for PATH: their values may be secret, and
 * some are others with each start of the app.
 */
export function environmentDigest({
  agent,
  env,
  shell,
  setUp,
}: {
  readonly agent: AgentChoice;
  /** The app's own, or the person's. */
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
