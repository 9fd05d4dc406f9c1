import { mark } from "./mark";
import { createRedactor, type RedactionRules } from "./redact";

/** Finds secrets in texts that are whole, such as the rows of a screen. */
export interface SecretFinder {
  /**
   * @param text lines that end with CR and LF
   * @param cols the width at which a line is full, so that its text may go on in the next
   * @returns the places of the units that are to be hidden; those that are hidden already are left out
   */
  find(text: string, cols: number): readonly number[];
}

/** What ends every secret that could still go on: line ends, and a character that no secret has. */
const ends = "\r\n\ue000\r\n";

export function createSecretFinder(rules: RedactionRules): SecretFinder {
  let taken = 0;
  let found: number[] = [];
  const redactor = createRedactor(rules, 80, undefined, (at) => found.push(at));
  return {
    find(text, cols) {
      found = [];
      redactor.resize(cols);
      redactor.push(text + ends);
      // What is only the beginning of a secret is none, as its line has ended.
      redactor.flush();
      const start = taken;
      taken += text.length + ends.length;
      return found
        .map((at) => at - start)
        .filter((at) => at < text.length && text.charAt(at) !== mark);
    },
  };
}
