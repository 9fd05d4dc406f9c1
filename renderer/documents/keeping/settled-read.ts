import { Problem } from "@shared/base/problem";
import { endsAlike, mayBeTorn } from "@shared/markdown/torn";
import type { Base } from "./file-base";

/** What a file holds at one moment. */
export interface Look extends Base {
  /** Another one whenever the file is written, though it may say the same then. */
  readonly written: string;
  /** Its bytes are no UTF-8: the text is only an approximation. */
  readonly notText: boolean;
}

/** What a settled read reaches the world through. */
export interface LookPorts {
  /** @throws {Problem} */
  look(): Promise<Look>;
  wait(milliseconds: number): Promise<void>;
  /** Milliseconds, from anywhere. */
  now(): number;
}

/** Milliseconds between two looks at a file. */
const between = 30;

/** Milliseconds for which a file must stay the same. One that is empty, or lacks its end, may be getting it. */
export const calm = { whole: 30, torn: 300, empty: 1_000 } as const;

/**
 * Milliseconds after which a file is no longer expected to keep still, for its end may be another each time: one
 * that is about as long as it was; any other.
 */
const patience = { long: 500, short: 2_000 } as const;
const longest = 3_000;

/** A file that is replaced by way of removing it comes back at once, or never. */
const mostMissing = 3;

/**
 * Reads a file that somebody else may just be writing, once it says what somebody meant it to say.
 * @param known what it said last
 * @param checked the reader makes sure that the file stays as it was found: a text that is surely whole is enough then
 * @throws {Problem} that of the look when the file stays unreadable; `not-text`; `changed-outside` when it never
 * keeps still
 */
export async function readSettled(
  known: string,
  checked: boolean,
  { look, wait, now }: LookPorts,
): Promise<Base> {
  const began = now();
  let missing = 0;
  let last: Look | undefined;
  // Two texts that end alike are both whole, unless both are cut at the same place, as what is written in pieces of
  // one size is; a program that writes all the time also changes the end at times.
  const others: string[] = [];
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
      if (last) others.push(last.text);
    }
    last = found;
    if (found) {
      const long = isLong(known, found.text);
      const sure =
        now() - began > (long ? patience.long : patience.short) ||
        (long &&
          endsLine(known, found.text) &&
          others.some((text) => text !== found.text && endsAlike(text, found.text)));
      const needed = calmOf(known, found, sure);
      if (checked && needed === calm.whole) return found;
      // From the end of the first look to the beginning of this one. What lacks its end may have been whole between.
      if (seen - (needed === calm.whole ? since : sinceWritten) >= needed) {
        // Merged and saved, what is no text would change the file's bytes.
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

/** Somebody writes the file all the time; sooner or later there will be a gap. */
export const keepsChanging = (): Problem =>
  new Problem("changed-outside", "The file keeps changing outside. It will be tried again.");

const isLong = (known: string, text: string): boolean => text.length > 0.9 * known.length;

/** Whether a text ends with a line where another one does. */
const endsLine = (known: string, text: string): boolean =>
  !/[\r\n]$/.test(known) || /[\r\n]$/.test(text);

function calmOf(known: string, { text, notText }: Look, sure: boolean): number {
  if (text === "" && known !== "") return calm.empty;
  // A character may have been cut in half.
  if (notText) return calm.torn;
  return mayBeTorn(known, text) && !sure ? calm.torn : calm.whole;
}
