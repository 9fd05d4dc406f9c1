import { foldedText } from "./folded";
import type { KnownSecret } from "./secret-formats";
import { literalPattern } from "./secret-pattern";

/**
 * The shortest and longest value, in UTF-16 units. Shorter values are likely to be words; longer values are
 * recognised by their beginning.
 */
export const valueLimits = { min: 8, max: 8192 } as const;

/** Names of environment variables that hold secrets. */
const secretName =
  /(^|_)(API_?KEY|KEY|TOKEN|PAT|AUTH|PASS|PASSWD|PASSPHRASE|CREDENTIALS?|COOKIE|DSN)S?$|APIKEY|SECRET|PASSWORD|PRIVATE_KEY|ACCESS_KEY/i;
const harmlessName = /PUBLIC|_KEY_ID$|_KEY_(FILE|PATH)$/i;
const path = /^(~|\/|\.{1,2}\/|[A-Za-z]:\\)/;
const urlPassword = /:\/\/[^\s/?#:@]*:([^\s/?#@]+)@/;

/**
 * The secrets in an environment: values of variables with the name of a secret, and passwords in addresses. A
 * path in such a variable is the location of a secret and not a secret itself.
 */
export function secretValues(environment: Readonly<Record<string, string | undefined>>): string[] {
  const found = new Set<string>();
  for (const [name, value = ""] of Object.entries(environment)) {
    const password = urlPassword.exec(value)?.[1];
    if (password !== undefined) found.add(password);
    if (!secretName.test(name) || harmlessName.test(name)) continue;
    if (/CREDENTIALS?$|_FILE$|COOKIE$|AUTH$/i.test(name) && path.test(value)) continue;
    found.add(value);
  }
  return [...found].filter((value) => value.trim().length >= valueLimits.min);
}

/** The patterns for these values: each literally, in the three alignments of base64, and encoded for URLs. */
export function knownValues(values: readonly string[]): KnownSecret[] {
  const forms = new Set<string>();
  for (const raw of values) {
    const value = oneLine(raw.trim().slice(0, valueLimits.max));
    if (value.length < valueLimits.min) continue;
    forms.add(value);
    const bytes = utf8(raw.trim().slice(0, valueLimits.max));
    for (const form of base64Forms(bytes)) {
      forms.add(form);
      forms.add(form.replace(/\+/g, "-").replace(/\//g, "_"));
    }
    forms.add(oneLine(percentEncoded(bytes)));
  }
  return [...forms]
    .filter((form) => foldedText(form).length >= valueLimits.min)
    .map((form) => ({ kind: "environment", pattern: literalPattern(form) }));
}

/** The search ignores line breaks in the output, so they are removed from the value. */
const oneLine = (text: string) => text.replace(/[\r\n]/g, "");

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The base64 characters that depend on these bytes alone, for each of the three alignments. */
function base64Forms(bytes: readonly number[]): string[] {
  return [0, 1, 2].map((shift) => {
    const shifted = [...Array.from({ length: shift }, () => 0), ...bytes];
    let text = "";
    for (let bit = 0; bit + 6 <= shifted.length * 8; bit += 6) {
      const byte = bit >> 3;
      const pair = ((shifted[byte] ?? 0) << 8) | (shifted[byte + 1] ?? 0);
      text += alphabet.charAt((pair >> (10 - (bit & 7))) & 0x3f);
    }
    return text.slice(Math.ceil((shift * 8) / 6));
  });
}

const unreserved = /[A-Za-z0-9_.~-]/;

function percentEncoded(bytes: readonly number[]): string {
  return bytes
    .map((byte) => {
      const char = String.fromCharCode(byte);
      if (byte < 0x80 && unreserved.test(char)) return char;
      return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}

function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else if (code < 0x10000)
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
    else
      bytes.push(
        0xf0 | (code >> 18),
        0x80 | ((code >> 12) & 0x3f),
        0x80 | ((code >> 6) & 0x3f),
        0x80 | (code & 0x3f),
      );
  }
  return bytes;
}
