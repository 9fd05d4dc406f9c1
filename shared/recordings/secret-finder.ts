import { mark } from "./mark";
import { createRedactor, type RedactionRules } from "./redact";

/** Finds secrets in complete texts, such as the rows of a screen. */
export interface SecretFinder {
  /**
   * @param text lines that end with CR and LF
   * @param cols the width of a full line, whose text may continue on the next line
   * @returns the indexes of the units to hide; units that are hidden already are left out
   */
  find(text: string, cols: number): readonly number[];
}

/** A text that ends every unfinished secret: line ends, and a character that no secret contains. */
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
      // The line has ended, so an unfinished secret is none.
      redactor.flush();
      const start = taken;
      taken += text.length + ends.length;
      return found
        .map((at) => at - start)
        .filter((at) => at < text.length && text.charAt(at) !== mark);
    },
  };
}
