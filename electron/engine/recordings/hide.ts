import { type RedactionRules, redactionRules, redactText } from "@shared/recordings/redact";
import { secretValues } from "@shared/recordings/secret-values";
import type { RunEvent } from "@shared/runs/event";
import { hideSecrets } from "@shared/runs/hide-secrets";
import { readRedactPatterns } from "../settings/redact-patterns";

/** The current rules by which a person's recordings hide secrets. */
export interface Hiding {
  /** The person's own patterns. */
  readonly patterns: readonly string[];
  readonly rules: RedactionRules;
  event<E extends RunEvent>(event: E): E;
}

/**
 * @param settings path of the settings file
 * @param env the app's environment, whose secrets are hidden
 * @param known further secrets
 * @throws {Problem} `bad-request` for an invalid pattern
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
