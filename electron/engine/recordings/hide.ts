import { type RedactionRules, redactionRules, redactText } from "@shared/recordings/redact";
import { secretValues } from "@shared/recordings/secret-values";
import type { RunEvent } from "@shared/runs/event";
import { hideSecrets } from "@shared/runs/hide-secrets";
import { readRedactPatterns } from "../settings/redact-patterns";

/** What this person's recordings hide, as it is now. */
export interface Hiding {
  /** Their own patterns. */
  readonly patterns: readonly string[];
  readonly rules: RedactionRules;
  event<E extends RunEvent>(event: E): E;
}

/**
 * @param settings the settings file
 * @param env the app's environment, whose secrets are hidden
 * @param known further secrets
 * @throws {Problem} `bad-request` for a pattern that is not accepted
 */
export async function openHiding(
  settings: string,
  env: NodeJS.ProcessEnv,
  known: readonly string[] = [],
): Promise<Hiding> {
  const patterns = await readRedactPatterns(settings);
  const rules = redactionRules([...secretValues(env), ...known], patterns);
  return {
    patterns,
    rules,
    event: (event) => hideSecrets(event, (text) => redactText(rules, text).text),
  };
}
