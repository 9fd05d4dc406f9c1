import { createPaintWatch } from "@shared/recordings/paint-watch";
import {
  addCounts,
  createRedactor,
  redactionRules,
  redactText,
  type WriteAscii,
} from "@shared/recordings/redact";
import { secretValues } from "@shared/recordings/secret-values";
import type { Redaction, RunEvent } from "@shared/runs/event";
import { hideSecrets } from "@shared/runs/hide-secrets";
import { countOnScreens } from "../terminal-screen/secrets/look";
import type { SessionSpec } from "./protocol";

/** Milliseconds of silence after which what was kept back is written, as far as it may be. */
const quiet = 40;

/** Milliseconds that the end of a session may take longer because its screens are looked at. */
const longestLook = 10_000;

const encoder = new TextEncoder();
/** Every other character takes more bytes than units, and then there is no room for all. */
const writeAscii: WriteAscii = (text, into) => encoder.encodeInto(text, into).read === text.length;

/** Hides a session's secrets before anything of it is written or shown. */
export interface SessionRedaction {
  /** Takes terminal output; what may be seen of it is handed on at once, the rest soon. */
  output(text: string): void;
  /** Hands on what was kept back. */
  flush(): void;
  text(text: string): string;
  event<E extends RunEvent>(event: E): E;
  resize(cols: number): void;
  /** What was hidden so far. */
  readonly found: Redaction;
  /**
   * Looks for secrets that were whole on the screens of a recording that is over, and nowhere whole in its output.
   * @returns how many there were; undefined where that would have taken too long
   */
  onScreens(cast: string): Promise<number | undefined>;
}

/**
 * @param spec its environments say which values are secret
 * @param write takes the output that may be seen
 * @throws {Problem} for a pattern of the person's that is not accepted
 */
export function openRedaction(
  spec: Pick<SessionSpec, "env" | "agent" | "validation" | "setUp" | "secrets" | "redact" | "cols">,
  write: (text: string) => void,
): SessionRedaction {
  const environments = [spec.env, spec.agent.env, spec.validation?.env, spec.setUp?.env];
  const values = environments.flatMap((environment) => secretValues(environment ?? {}));
  const rules = redactionRules([...new Set([...values, ...(spec.secrets ?? [])])], spec.redact);
  const redactor = createRedactor(rules, spec.cols, writeAscii);
  const painting = createPaintWatch();
  let texts = {};
  let timer: NodeJS.Timeout | undefined;

  function release(output: string) {
    painting.push(output);
    write(output);
  }

  function flush() {
    clearTimeout(timer);
    timer = undefined;
    release(redactor.flush());
  }

  function text(whole: string): string {
    const redacted = redactText(rules, whole);
    texts = addCounts(texts, redacted.counts);
    return redacted.text;
  }

  return {
    text,
    flush,
    resize: redactor.resize,
    event: (event) => hideSecrets(event, text),
    output(output) {
      release(redactor.push(output));
      if (redactor.holding) {
        clearTimeout(timer);
        timer = setTimeout(flush, quiet);
      } else if (timer !== undefined) {
        clearTimeout(timer);
        timer = undefined;
      }
    },
    // Reading the recording again costs several times as much as watching it pass.
    onScreens: async (cast) =>
      painting.paints
        ? countOnScreens(cast, rules, AbortSignal.timeout(longestLook)).catch(() => undefined)
        : 0,
    get found() {
      return { applied: true, counts: addCounts(redactor.counts, texts) };
    },
  };
}
