const esc = "\u001b";
const bell = "\u0007";
/** CSI, OSC, SS3 and the other escape sequences of ECMA-48. The first group matches only for colours (SGR). */
const escapes = new RegExp(
  `${esc}(?:\\[([0-9;:]*m)|\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^${bell}${esc}]*(?:${bell}|${esc}\\\\)?|O[@-~]|[ -/]*[0-~])?`,
  "gu",
);
const controls = /[^\P{Cc}\n\t]/gu;

/** Removes all control sequences, so that text of a model or a file cannot control the terminal. */
export function plain(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(escapes, "").replace(controls, "");
}

/** A line of a command's output with its colours and without any other control sequence. */
export function colouredOnly(line: string): string {
  // Text that a carriage return would have overwritten is removed.
  const visible = line.replace(/\r+$/, "").split("\r").at(-1) ?? "";
  return visible
    .split(escapes)
    .map((part, index) => (index % 2 === 0 ? (part ?? "").replace(controls, "") : toColour(part)))
    .join("");
}

const toColour = (sgr: string | undefined): string => (sgr === undefined ? "" : `${esc}[${sgr}`);

/**
 * Keeps the beginning and the end of a text that arrives in pieces, in bounded memory.
 * @param head, tail lengths in UTF-16 units
 */
export function createExcerpt(
  head: number,
  tail: number,
): {
  add(piece: string): void;
  text(): string;
} {
  let first = "";
  let last = "";
  let dropped = 0;
  return {
    add(piece) {
      const room = head - first.length;
      first += piece.slice(0, room);
      last += piece.slice(Math.max(0, room));
      // Cut at intervals and not for each piece, because each cut copies the tail.
      if (last.length > tail * 2) {
        dropped += last.length - tail;
        last = last.slice(-tail);
      }
    },
    text() {
      const over = Math.max(0, last.length - tail);
      const left = dropped + over;
      if (left === 0) return first + last;
      return `${first}\n[${left} characters are left out here]\n${last.slice(over)}`;
    },
  };
}
