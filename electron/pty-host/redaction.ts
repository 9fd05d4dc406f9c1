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

/** Milliseconds without output after which held-back output is written, as far as it may be. */
const quiet = 40;

/** Milliseconds by which searching the screens may delay the end of a session. */
const longestLook = 10_000;

const encoder = new TextEncoder();
/** A character outside of ASCII takes more bytes than units; then not all of the text fits. */
const writeAscii: WriteAscii = (text, into) => encoder.encodeInto(text, into).read === text.length;

/** Hides a session's secrets before output is written or shown. */
export interface SessionRedaction {
  /** Takes terminal output. The safe part is passed on at once, the remaining part soon. */
  output(text: string): void;
  /** Passes on the held-back output. */
  flush(): void;
  text(text: string): string;
  event<E extends RunEvent>(event: E): E;
  resize(cols: number): void;
  /** The redactions so far. */
  readonly found: Redaction;
  /**
   * Searches the screens of a finished recording for secrets that are nowhere complete in its output.
   * @returns their number; undefined when the search would have taken too long
   */
  onScreens(cast: string): Promise<number | undefined>;
}

/**
 * @param spec its environments contain the secret values
 * @param write takes the safe output
 * @throws {Problem} for an invalid pattern of the person
 */
export function openRedaction(
  spec: Pick<
    SessionSpec,
    "env" | "agent" | "validations" | "setUp" | "secrets" | "redact" | "cols"
  >,
  write: (text: string) => void,
): SessionRedaction {
  const environments = [
    spec.env,
    ...[spec.agent, ...spec.validations].map(({ env }) => env),
    spec.setUp?.env,
  ];
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
    // Reading the recording again costs several times as much as watching it during recording.
    onScreens: async (cast) =>
      painting.paints
        ? countOnScreens(cast, rules, AbortSignal.timeout(longestLook)).catch(() => undefined)
        : 0,
    get found() {
      return { applied: true, counts: addCounts(redactor.counts, texts) };
    },
  };
}
