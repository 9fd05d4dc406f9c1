import { Problem } from "@shared/base/problem";
import { endsAlike, mayBeTorn } from "@shared/markdown/torn";
import type { Base } from "./file-base";

/** The content of a file at one moment. */
export interface Look extends Base {
  /** Changes with every write of the file, even one of the same content. */
  readonly written: string;
  /** The bytes are not UTF-8: the text is only an approximation. */
  readonly notText: boolean;
}

/** The effects of a settled read. */
export interface LookPorts {
  /** @throws {Problem} */
  look(): Promise<Look>;
  wait(milliseconds: number): Promise<void>;
  /** Milliseconds since any fixed moment. */
  now(): number;
}

/** Milliseconds between two looks at a file. */
const between = 30;

/**
 * Milliseconds for which a file must stay unchanged. An empty file, or one without its end, may still be being
 * written.
 */
export const calm = { whole: 30, torn: 300, empty: 1_000 } as const;

/**
 * Milliseconds after which the file counts as whole although its end differs, since its end may change all the
 * time. `long` is for a file of about its former length, `short` for any other file.
 */
const patience = { long: 500, short: 2_000 } as const;
const longest = 3_000;

/** A file that is replaced by removing it first comes back within so many looks, or never. */
const mostMissing = 3;

/**
 * Reads a file that another program may be writing, once its content is whole.
 * @param known the file's last known text
 * @param checked the caller checks later that the content is unchanged: a surely whole text is then enough
 * @throws {Problem} the problem of the look when the file stays unreadable; `not-text`; `changed-outside` when
 * the file never stops changing
 */
export async function readSettled(
  known: string,
  checked: boolean,
  { look, wait, now }: LookPorts,
): Promise<Base> {
  const began = now();
  let missing = 0;
  let last: Look | undefined;
  // Different texts with the same end are both whole. Two exceptions: both may be cut at the same place, when a
  // program writes in pieces of one size; and a program that writes all the time also changes the end at times.
  const otherTexts: string[] = [];
  let since = began;
  let sinceWritten = began;
  while (now() - began < longest) {
    const seen = now();
    const found = await look().catch((error: unknown) => {
      missing += 1;
      if (missing >= mostMissing) throw error;
      return undefined;
    });
    if (found) missing = 0;
    if (found?.written !== last?.written) sinceWritten = now();
    if (found?.digest !== last?.digest) {
      since = now();
      sinceWritten = since;
      if (last) otherTexts.push(last.text);
    }
    last = found;
    if (found) {
      const long = isLong(known, found.text);
      const sure =
        now() - began > (long ? patience.long : patience.short) ||
        (long &&
          endsLine(known, found.text) &&
          otherTexts.some((text) => text !== found.text && endsAlike(text, found.text)));
      const needed = calmOf(known, found, sure);
      if (checked && needed === calm.whole) return found;
      // Counted from the end of the first look to the beginning of this look. A text without its end may have
      // been whole between the looks.
      if (seen - (needed === calm.whole ? since : sinceWritten) >= needed) {
        // A merge and a save would change the bytes of a file that is not UTF-8.
        if (found.notText)
          throw new Problem(
            "not-text",
            "The file was changed outside and is no UTF-8 text any more.",
          );
        return found;
      }
    }
    await wait(between);
  }
  throw keepsChanging();
}

/** The problem of a file that is written all the time. A later try will find a gap between two writes. */
export const keepsChanging = (): Problem =>
  new Problem("changed-outside", "The file keeps changing outside. It will be tried again.");

const isLong = (known: string, text: string): boolean => text.length > 0.9 * known.length;

/** Whether `text` ends with a line end, where `known` does. */
const endsLine = (known: string, text: string): boolean =>
  !/[\r\n]$/.test(known) || /[\r\n]$/.test(text);

function calmOf(known: string, { text, notText }: Look, sure: boolean): number {
  if (text === "" && known !== "") return calm.empty;
  // A half-written file may end within a character.
  if (notText) return calm.torn;
  return mayBeTorn(known, text) && !sure ? calm.torn : calm.whole;
}
