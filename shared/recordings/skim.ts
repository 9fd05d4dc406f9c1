import type { Piece } from "./vt-scanner";

/**
 * Keeps the output that has not been sent to a window yet. When output comes faster than a terminal can draw
 * it, whole lines in the middle of this backlog are dropped. Only lines that would scroll off the end of the
 * scrollback before a person could see them are dropped.
 *
 * The terminal ends up in the same state for the following reasons. The dropped text begins and ends at the
 * start of a line (directly after \r\n, so the cursor is in column 0 and no wrap is pending). It is part of a
 * plain run (see Piece), so it can only fill rows, scroll, and set colours. The SGR sequences that still have
 * an effect are kept. After the dropped text the same run continues for at least `lines` newlines: after as
 * many newlines as the screen has rows, the cursor is at the bottom with or without the dropped text, and
 * from there each line fills a new row. When such rows fill the scrollback and the screen, no earlier row is
 * left.
 */
export interface Backlog {
  /** The UTF-16 units that wait to be sent. */
  readonly length: number;
  push(piece: Piece): void;
  /** The next text to send; undefined when the backlog is empty. */
  shift(): string | undefined;
  /** All texts that wait; they stay. */
  texts(): readonly string[];
  /** The UTF-16 units dropped since the last call. */
  takeSkimmed(): number;
}

export interface BacklogOptions {
  /** The length in UTF-16 units above which the backlog is skimmed. */
  readonly above: number;
  /** The newlines to keep: at least the scrollback's lines plus twice the screen's rows. */
  readonly lines: number;
}

interface Entry {
  readonly text: string;
  readonly at: number;
  /** True for the colours of dropped lines. They stand between two lines and have no length in the stream. */
  readonly kept: boolean;
}

/** The most distinct SGR sequences. A part with more of them is not dropped. */
const mostSequences = 512;

export function createBacklog(options: BacklogOptions): Backlog {
  let entries: Entry[] = [];
  let head = 0;
  let length = 0;
  let skimmed = 0;
  let run: Piece["run"];
  /** The length at which the next attempt is made. An attempt costs time in proportion to the backlog. */
  let nextAttempt = options.above;

  function drop(start: number, end: number) {
    const from = firstCut(start, end);
    if (from === undefined) return;
    const to = lastCut(start, end);
    if (to === undefined) return;
    if (to.index < from.index || (to.index === from.index && to.offset <= from.offset)) return;
    let size = 0;
    // Only sequences after the last reset have an effect.
    let tail = "";
    for (let i = to.index, reset = false; i >= from.index; i--) {
      const text = (entries[i]?.text ?? "").slice(
        i === from.index ? from.offset : 0,
        i === to.index ? to.offset : undefined,
      );
      size += text.length;
      if (reset) continue;
      tail = text + tail;
      reset = text.includes(fullReset);
    }
    const colours = lastingSgr(tail);
    if (colours === undefined || colours.length >= size) return;
    const before = entries[from.index];
    const after = entries[to.index];
    if (before === undefined || after === undefined) return;
    const next: Entry[] = entries.slice(head, from.index);
    if (from.offset > 0) next.push({ ...before, text: before.text.slice(0, from.offset) });
    if (colours !== "") next.push({ text: colours, at: after.at + to.offset, kept: true });
    if (to.offset < after.text.length)
      next.push({ text: after.text.slice(to.offset), at: after.at + to.offset, kept: after.kept });
    entries = next.concat(entries.slice(to.index + 1));
    head = 0;
    length -= size - colours.length;
    skimmed += size - colours.length;
  }

  /** The first start of a line in the run that is still in the backlog. */
  function firstCut(start: number, end: number) {
    for (let index = head; index < entries.length; index++) {
      const entry = entries[index];
      if (entry === undefined || entry.at >= end) return undefined;
      if (entry.kept) {
        if (entry.at >= start) return { index, offset: 0 };
        continue;
      }
      const found = entry.text.indexOf("\r\n", Math.max(0, start - entry.at));
      if (found >= 0 && entry.at + found + 2 <= end) return { index, offset: found + 2 };
    }
    return undefined;
  }

  /** The last start of a line in the run with enough newlines after it. */
  function lastCut(start: number, end: number) {
    let newlines = 0;
    for (let index = entries.length - 1; index >= head; index--) {
      const entry = entries[index];
      if (entry === undefined) return undefined;
      if (entry.kept) continue;
      let position = Math.min(entry.text.length, end - entry.at);
      while (position > 0 && newlines < options.lines) {
        position = entry.text.lastIndexOf("\n", position - 1);
        if (position >= 0) newlines++;
      }
      if (newlines < options.lines || position <= 0) continue;
      // The newline at `position` is the first of the counted ones.
      const cut = entry.text.lastIndexOf("\r\n", position - 1);
      if (cut >= 0 && cut + 2 <= position) {
        return entry.at + cut >= start ? { index, offset: cut + 2 } : undefined;
      }
    }
    return undefined;
  }

  function attempt() {
    if (length <= nextAttempt || run === undefined) return;
    drop(run.start, run.end);
    nextAttempt = Math.max(options.above, length + options.above / 2);
  }

  return {
    get length() {
      return length;
    },
    push(piece) {
      // A finished run gets no longer, so everything that can be dropped is dropped now.
      if (piece.run?.start !== run?.start) attempt();
      if (piece.text === "") return;
      entries.push({ text: piece.text, at: piece.at, kept: false });
      length += piece.text.length;
      run = piece.run;
      attempt();
    },
    shift() {
      const entry = entries[head];
      if (entry === undefined) return undefined;
      head++;
      length -= entry.text.length;
      if (head > 64 && head * 2 > entries.length) {
        entries = entries.slice(head);
        head = 0;
      }
      if (length <= options.above) nextAttempt = options.above;
      return entry.text;
    },
    texts: () => entries.slice(head).map(({ text }) => text),
    takeSkimmed() {
      const taken = skimmed;
      skimmed = 0;
      return taken;
    },
  };
}

const fullReset = "\u001b[0m";
const sgr = new RegExp(`${String.fromCharCode(0x1b)}\\[([0-9;:]*)m`, "g");
const foreground = /^(?:3[0-79]|9[0-7]|38;5;\d{1,3}|38;2;\d{1,3};\d{1,3};\d{1,3})$/;
const background = /^(?:4[0-79]|10[0-7]|48;5;\d{1,3}|48;2;\d{1,3};\d{1,3};\d{1,3})$/;

/**
 * The SGR sequences of a text that still have an effect at its end, in order. Each sequence sets attributes
 * to constants. Of equal sequences, and of sequences that set only the same colour, the last is therefore
 * sufficient. Sequences before a full reset have no effect.
 * @returns undefined when there are too many sequences
 */
function lastingSgr(text: string): string | undefined {
  const lasting = new Map<string, string>();
  // Text before the last plain reset has no effect. The loop handles the other forms of a reset.
  const reset = Math.max(0, text.lastIndexOf(fullReset));
  sgr.lastIndex = reset;
  for (let match = sgr.exec(text); match !== null; match = sgr.exec(text)) {
    const params = match[1] ?? "";
    if (/^0*(?:;|$)/.test(params)) lasting.clear();
    const key = foreground.test(params)
      ? "foreground"
      : background.test(params)
        ? "background"
        : params;
    lasting.delete(key);
    lasting.set(key, match[0]);
    if (lasting.size > mostSequences) return undefined;
  }
  return [...lasting.values()].join("");
}
