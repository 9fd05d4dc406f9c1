import type { Node } from "@tiptap/pm/model";
import type { RichDocument } from "../keeping/rich-text";

/** Milliseconds from the last key in the source to the rich text beside it. */
const settleDelay = 250;

export interface SourceLinkPorts {
  /** Shows a text in the rich editor, as an edit that can be undone; false when the editor has no form for it. */
  show(text: string): boolean;
  /** The person edited the source. */
  edited(): void;
}

/**
 * The source of an open document, where a person edits it. Until the rich text follows, the source is ahead:
 * it alone is what is drafted and saved.
 */
export interface SourceLink {
  /** The exact text, while the source is ahead of the rich text. */
  ahead(): string | undefined;
  /** @param read gives the exact text whenever it is wanted */
  edit(read: () => string): void;
  /** Whether the rich text is on screen, and so follows within a moment. */
  follow(shown: boolean): void;
  /** Lets the rich text follow now. False when the editor has no form for the text as it is. */
  settle(): boolean;
  /** Another text has taken the place of the document. */
  drop(): void;
}

export function linkSource(ports: SourceLinkPorts): SourceLink {
  let read: (() => string) | undefined;
  let following = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  // A long document must not be read again at every pause.
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
 * Which text belonged to which state of the rich text, for undo: a state that comes back has the very text
 * again that it had, also where the rich text does not tell two texts apart.
 */
export interface TextMemory {
  remember(doc: Node, document: RichDocument): void;
  recall(doc: Node): RichDocument | undefined;
}

/** How many states are remembered. */
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
