import type { TextEdit } from "@shared/base/text-edit";
import { type Choice, type Conflict, mergedText, openBase } from "@shared/markdown/merge";
import type { Since } from "@shared/markdown/types";
import type { Base } from "./file-base";
import { mergeOnce } from "./merge-once";

/** The document's text as the editor has it; or the reason why it has no text form. */
export type Produced =
  | {
      readonly ok: true;
      readonly text: string;
      /** The edit since an earlier text. Without it, the caller must compare both texts. */
      readonly since?: Since;
    }
  | { readonly ok: false; readonly why: string };

/** A new content for a file. */
export interface Change {
  readonly text: string;
  /** The edit from the file's content to `text`, when it is known. */
  readonly edit?: TextEdit;
}

export interface FileMergeOptions {
  /** The file's content. */
  readonly file: Base;
  /** The text that the editor's text is based on. */
  readonly base: string;
  /** @returns the editor's text; may take as long as parsing the document */
  produce(): Produced;
  /** Shows another text in place of the one that was produced last. */
  onText(text: string, by: "file" | "person"): void;
  /** The file and the editor changed the same words. */
  onConflicts(conflicts: readonly Conflict[]): void;
  /** The editor's content has no text form. */
  onNoText(why: string): void;
  /** The base is another text now. */
  onBase(): void;
}

/** The file's content and the editor's text, which is based on an earlier content until both are merged. */
export interface FileMerge {
  /** The last known content. */
  file(): Base;
  /** The text that the editor's text is based on. */
  base(): string;
  /** The file has this content now, and the editor's text is based on it. */
  meet(now: Base): void;
  /**
   * The file has this content now, which is not merged yet.
   * @param lost the base when the file lost the last save, which must then be saved again
   */
  takeOver(now: Base, lost: string | undefined): void;
  /**
   * Merges the file's text into the editor's text, and shows the result.
   * @returns the content to save; undefined when there is none yet, as `onConflicts` or `onNoText` then says
   */
  merge(): Change | undefined;
  /** Whether a merge with this content of the file would have conflicts. */
  wouldConflict(theirs: string): boolean;
  /**
   * Settles a conflict, and shows the result.
   * @returns whether the editor's text can be saved as far as this conflict is concerned; undefined when it has
   * no text form
   */
  settle(conflict: Conflict, choice: Choice): "settled" | "not-found" | undefined;
}

export function createFileMerge(options: FileMergeOptions): FileMerge {
  let { file, base } = options;
  const merge = mergeOnce();

  const show = (
    shown: string,
    text: string,
    by: "file" | "person",
    nextBase: string,
    conflicts: readonly Conflict[],
  ): string | undefined => {
    if (base !== nextBase) options.onBase();
    base = nextBase;
    if (text !== shown) options.onText(text, by);
    if (conflicts.length === 0) return text;
    options.onConflicts(conflicts);
    return undefined;
  };

  return {
    file: () => file,
    base: () => base,
    meet(now) {
      file = now;
      base = now.text;
    },
    takeOver(now, lost) {
      file = now;
      if (lost === undefined) return;
      base = lost;
      options.onBase();
    },
    merge() {
      const produced = options.produce();
      if (!produced.ok) {
        options.onNoText(produced.why);
        return undefined;
      }
      const { text, since } = produced;
      if (base === file.text) return since?.text === base ? { text, edit: since.edit } : { text };
      const merged = merge(base, text, file.text);
      const now = show(text, mergedText(merged), "file", openBase(merged), merged.conflicts);
      return now === undefined ? undefined : { text: now };
    },
    wouldConflict(theirs) {
      const produced = options.produce();
      return produced.ok && merge(base, produced.text, theirs).conflicts.length > 0;
    },
    settle(conflict, choice) {
      const produced = options.produce();
      if (!produced.ok) {
        options.onNoText(produced.why);
        return undefined;
      }
      // The person may have typed on, even in this place.
      const merged = merge(base, produced.text, file.text);
      const same = (it: Conflict) => it.base === conflict.base && it.theirs === conflict.theirs;
      const chosen =
        merged.conflicts.find((it) => same(it) && it.mine === conflict.mine) ??
        merged.conflicts.find(same);
      if (!chosen) return "not-found";
      show(
        produced.text,
        mergedText(merged, (it) => (it === chosen ? choice : "mine")),
        "person",
        openBase(merged, (it) => it === chosen),
        merged.conflicts.filter((it) => it !== chosen),
      );
      return "settled";
    },
  };
}
