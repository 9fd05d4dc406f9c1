import { takesBack } from "@shared/markdown/taken-back";
import type { Base } from "./file-base";

/**
 * Knows what was written last, to tell when another program writes over it without having seen it: one that read
 * the file before, and puts it back with a change of its own.
 */
export interface OwnWrites {
  /** The document was edited. */
  edited(): void;
  /**
   * The file was written.
   * @param before what it said until then
   * @param at milliseconds
   */
  wrote(before: string, now: Base, at: number): void;
  /**
   * Whether what is found now was made from the text that the last write replaced, or is that text; it follows right
   * after the write.
   * Called with each content that is found.
   * @returns that text
   */
  takenBack(now: Base, at: number): string | undefined;
}

/** Milliseconds. What takes longer than this to take our words back may have read them. */
const soon = 2_000;

/**
 * Milliseconds. The very text of before means that somebody went back to it, as git does; but nobody does so right
 * after a save that came by itself. A program that wrote this soon had read the file before the save.
 */
const atOnce = 500;

/** A program that does it again and again means it. */
const mostTimes = 3;

/** @param file what the file says at first */
export function createOwnWrites(file: Base): OwnWrites {
  // A text that was there before is one that somebody went back to.
  const seen = new Set([file.digest]);
  let last: { readonly before: string; readonly after: string; readonly at: number } | undefined;
  let times = 0;
  return {
    edited() {
      times = 0;
    },
    wrote(before, now, at) {
      seen.add(now.digest);
      last = { before, after: now.text, at };
    },
    takenBack(now, at) {
      const known = seen.has(now.digest);
      seen.add(now.digest);
      const wrote = last;
      last = undefined;
      if (!wrote || at - wrote.at > soon || times === mostTimes) return undefined;
      const same = now.text === wrote.before;
      if (same ? at - wrote.at > atOnce : known) return undefined;
      if (!same && !takesBack(wrote.before, wrote.after, now.text)) return undefined;
      times += 1;
      return wrote.before;
    },
  };
}
