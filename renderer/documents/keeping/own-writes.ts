import { takesBack } from "@shared/markdown/taken-back";
import type { Base } from "./file-base";

/**
 * Remembers the last write, to recognize a program that overwrites it unseen: a program that had read the file
 * before the write, and then writes that old text back with a change of its own.
 */
export interface OwnWrites {
  /** The document was edited. */
  edited(): void;
  /**
   * The app wrote the file.
   * @param before the file's text until then
   * @param now the written content
   * @param at milliseconds
   */
  wrote(before: string, now: Base, at: number): void;
  /**
   * Compares a new content with the text that the last write replaced. The content undoes the write when it is
   * that text, or was made from it, and follows soon after the write. Call it with each content that is found.
   * @param at milliseconds
   * @returns the replaced text when the content undoes the write; undefined otherwise
   */
  takenBack(now: Base, at: number): string | undefined;
}

/** Milliseconds. A program that takes longer than this to undo the write may have read it. */
const longestMs = 2_000;

/**
 * Milliseconds. Restoring exactly the old text is usually on purpose, as with git. Nobody does it within this
 * time after an automatic save: a program that writes so soon had read the file before the save.
 */
const restoreMs = 500;

/** A program that undoes the write more often than this does so on purpose. */
const mostTimes = 3;

/** @param file the file's first content */
export function createOwnWrites(file: Base): OwnWrites {
  // A content that the file had before was restored on purpose.
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
      if (!wrote || at - wrote.at > longestMs || times === mostTimes) return undefined;
      const same = now.text === wrote.before;
      if (same ? at - wrote.at > restoreMs : known) return undefined;
      if (!same && !takesBack(wrote.before, wrote.after, now.text)) return undefined;
      times += 1;
      return wrote.before;
    },
  };
}
