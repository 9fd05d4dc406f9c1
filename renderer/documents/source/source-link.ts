import type { Node } from "@tiptap/pm/model";
import type { RichDocument } from "../keeping/rich-text";

/** Milliseconds from the last key in the source to the update of the rich text beside it. */
const settleDelay = 250;

export interface SourceLinkPorts {
  /**
   * Shows a text in the rich editor, as an edit that undo takes back; false when the text cannot be shown as
   * rich text.
   */
  show(text: string): boolean;
  /** The person edited the source. */
  edited(): void;
}

/**
 * The edited source of an open document. Until the rich text is updated, the source is ahead, and only the
 * source is drafted and saved.
 */
export interface SourceLink {
  /** The exact text, while the source is ahead of the rich text. */
  ahead(): string | undefined;
  /** @param read returns the exact text at any time */
  edit(read: () => string): void;
  /** @param shown whether the rich text is on screen. It is then updated soon after each edit. */
  follow(shown: boolean): void;
  /** Updates the rich text now. False when the current text cannot be shown as rich text. */
  settle(): boolean;
  /** Forgets the source, because another text replaced the document. */
  drop(): void;
}

export function linkSource(ports: SourceLinkPorts): SourceLink {
  let read: (() => string) | undefined;
  let following = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // A long document must not be parsed again at every pause.
  let pause = settleDelay;

  const settle = (): boolean => {
    clearTimeout(timer);
    if (!read) return true;
    const began = performance.now();
    const shown = ports.show(read());
    pause = Math.max(settleDelay, 4 * (performance.now() - began));
    if (shown) read = undefined;
    return shown;
  };
  const soon = () => {
    clearTimeout(timer);
    if (following && read) timer = setTimeout(settle, pause);
  };
  return {
    ahead: () => read?.(),
    edit(next) {
      read = next;
      ports.edited();
      soon();
    },
    follow(shown) {
      following = shown;
      soon();
    },
    settle,
    drop() {
      clearTimeout(timer);
      read = undefined;
    },
  };
}

/**
 * The exact text for each state of the rich text, for undo. A restored state gets exactly its earlier text,
 * even where two texts make the same rich text.
 */
export interface TextMemory {
  remember(doc: Node, document: RichDocument): void;
  recall(doc: Node): RichDocument | undefined;
}

/** The number of remembered states. */
const memoryLength = 40;

export function rememberTexts(): TextMemory {
  const states: { doc: Node; document: RichDocument }[] = [];
  return {
    remember(doc, document) {
      states.push({ doc, document });
      if (states.length > memoryLength) states.shift();
    },
    recall: (doc) => states.findLast((state) => state.doc.eq(doc))?.document,
  };
}
