/** The editing action of a key. */
export type Key =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "move";
      readonly by: "character" | "word" | "row" | "all";
      readonly to: "back" | "on";
    }
  | {
      readonly type: "delete";
      readonly by: "character" | "word" | "all";
      readonly to: "back" | "on";
    }
  | { readonly type: "enter" | "interrupt" | "end" };

const esc = "\u001b";
const pasteEnds = `${esc}[201~`;

const move = (by: "character" | "word" | "row" | "all", to: "back" | "on"): Key => ({
  type: "move",
  by,
  to,
});
const erase = (by: "character" | "word" | "all", to: "back" | "on"): Key => ({
  type: "delete",
  by,
  to,
});

/** The editing keys among the control characters, as in readline and Emacs. */
const controls: Readonly<Record<string, Key>> = {
  "\r": { type: "enter" },
  "\n": { type: "enter" },
  "\u0001": move("all", "back"),
  "\u0002": move("character", "back"),
  "\u0003": { type: "interrupt" },
  "\u0004": { type: "end" },
  "\u0005": move("all", "on"),
  "\u0006": move("character", "on"),
  "\u0008": erase("character", "back"),
  "\u000b": erase("all", "on"),
  "\u0015": erase("all", "back"),
  "\u0017": erase("word", "back"),
  "\u007f": erase("character", "back"),
};

/** The editing keys of Alt with a character: ESC, then one character. */
const withAlt: Readonly<Record<string, Key>> = {
  "\r": { type: "text", text: "\n" },
  "\n": { type: "text", text: "\n" },
  b: move("word", "back"),
  f: move("word", "on"),
  d: erase("word", "on"),
  "\u007f": erase("word", "back"),
  "\u0008": erase("word", "back"),
};

/** The editing keys of CSI and SS3 sequences, by the final character or by the number before `~`. */
const named: Readonly<Record<string, readonly [plain: Key, withControl: Key]>> = {
  A: [move("row", "back"), move("row", "back")],
  B: [move("row", "on"), move("row", "on")],
  C: [move("character", "on"), move("word", "on")],
  D: [move("character", "back"), move("word", "back")],
  F: [move("all", "on"), move("all", "on")],
  H: [move("all", "back"), move("all", "back")],
  "1~": [move("all", "back"), move("all", "back")],
  "7~": [move("all", "back"), move("all", "back")],
  "4~": [move("all", "on"), move("all", "on")],
  "8~": [move("all", "on"), move("all", "on")],
  "3~": [erase("character", "on"), erase("word", "on")],
};

const text = /^[^\p{Cc}]+/u;
const sequence = new RegExp(`^${esc}(?:\\[([0-?]*)([ -/]*)([@-~])|O([@-~])|([^\\[OP\\]X^_]))`, "u");
/** A control string (OSC, DCS and the like). No key sends one. */
const string = new RegExp(`^${esc}[P\\]X^_][^${esc}\u0007]*(?:\u0007|${esc}\\\\)`, "u");
/** Units after which a sequence without an end is dropped. */
const longest = 4096;
/** Units of a paste that are held until its end arrives. */
const longestPaste = 1_000_000;

/**
 * Reads keys from a terminal's input, which may be cut anywhere. Pasted text (bracketed paste) keeps its line
 * breaks. Input that is neither a key nor text is dropped.
 */
export function createKeyReader(): (data: string) => Key[] {
  let pending = "";
  let pasting = false;

  function next(): Key | "more" | undefined {
    if (pasting) {
      const end = pending.indexOf(pasteEnds);
      // Line breaks and sequences in a paste must not be split.
      if (end < 0 && pending.length < longestPaste) return "more";
      const pasted = pending.slice(0, end < 0 ? pending.length : end);
      pending = end < 0 ? "" : pending.slice(end + pasteEnds.length);
      pasting = false;
      return { type: "text", text: pasted };
    }
    const plain = text.exec(pending)?.[0];
    if (plain !== undefined) {
      pending = pending.slice(plain.length);
      return { type: "text", text: plain };
    }
    if (!pending.startsWith(esc)) {
      const key = controls[pending.charAt(0)];
      pending = pending.slice(1);
      return key;
    }
    const skipped = string.exec(pending)?.[0];
    if (skipped !== undefined) {
      pending = pending.slice(skipped.length);
      return undefined;
    }
    const found = sequence.exec(pending);
    if (found === null) {
      if (pending.length < longest) return "more";
      pending = "";
      return undefined;
    }
    const [all, params = "", between, final, ss3, alt] = found;
    // A second ESC starts a new sequence.
    pending = pending.slice(alt === esc ? 1 : all.length);
    if (alt !== undefined) return withAlt[alt];
    if (between) return undefined;
    const [first = "", modifier = "1"] = params.split(";");
    if (final === "~" && first === "200") {
      pasting = true;
      return undefined;
    }
    const pair = named[final === "~" ? `${first}~` : (final ?? ss3 ?? "")];
    // The modifier is 1 plus the sum of Shift 1, Alt 2 and Ctrl 4.
    return pair?.[(Number(modifier) - 1) & 6 ? 1 : 0];
  }

  return (data) => {
    pending += data;
    const keys: Key[] = [];
    while (pending !== "") {
      const key = next();
      if (key === "more") break;
      if (key !== undefined) keys.push(key);
    }
    return keys;
  };
}
