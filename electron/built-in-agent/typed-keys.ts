/** What a person does while a line is edited. */
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

/** Single control characters, as lines are edited everywhere (readline's, Emacs's). */
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

/** What follows ESC where it is one character: Alt with a key. */
const withAlt: Readonly<Record<string, Key>> = {
  "\r": { type: "text", text: "\n" },
  "\n": { type: "text", text: "\n" },
  b: move("word", "back"),
  f: move("word", "on"),
  d: erase("word", "on"),
  "\u007f": erase("word", "back"),
  "\u0008": erase("word", "back"),
};

/** Of CSI and SS3 sequences: the final character, or the number before `~`. */
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
/** A string (OSC, DCS and the like), which no key sends. */
const string = new RegExp(`^${esc}[P\\]X^_][^${esc}\u0007]*(?:\u0007|${esc}\\\\)`, "u");
/** Units of a sequence that has no end, after which it counts for nothing. */
const longest = 4096;
/** Units of a paste that is held until its end comes. */
const longestPaste = 1_000_000;

/**
 * Reads keys out of what a terminal sends, which may be cut anywhere. What is pasted (bracketed paste) is text with its line
 * breaks; what is neither a key nor text counts for nothing.
 */
export function createKeyReader(): (data: string) => Key[] {
  let rest = "";
  let pasting = false;

  function next(): Key | "more" | undefined {
    if (pasting) {
      const end = rest.indexOf(pasteEnds);
      // Line breaks and sequences in it must not be cut.
      if (end < 0 && rest.length < longestPaste) return "more";
      const pasted = rest.slice(0, end < 0 ? rest.length : end);
      rest = end < 0 ? "" : rest.slice(end + pasteEnds.length);
      pasting = false;
      return { type: "text", text: pasted };
    }
    const plain = text.exec(rest)?.[0];
    if (plain !== undefined) {
      rest = rest.slice(plain.length);
      return { type: "text", text: plain };
    }
    if (!rest.startsWith(esc)) {
      const key = controls[rest.charAt(0)];
      rest = rest.slice(1);
      return key;
    }
    const skipped = string.exec(rest)?.[0];
    if (skipped !== undefined) {
      rest = rest.slice(skipped.length);
      return undefined;
    }
    const found = sequence.exec(rest);
    if (found === null) {
      if (rest.length < longest) return "more";
      rest = "";
      return undefined;
    }
    const [all, params = "", between, final, ss3, alt] = found;
    // A second ESC begins anew.
    rest = rest.slice(alt === esc ? 1 : all.length);
    if (alt !== undefined) return withAlt[alt];
    if (between) return undefined;
    const [first = "", modifier = "1"] = params.split(";");
    if (final === "~" && first === "200") {
      pasting = true;
      return undefined;
    }
    const pair = named[final === "~" ? `${first}~` : (final ?? ss3 ?? "")];
    // 1 and a bit for each: Shift 1, Alt 2, Ctrl 4.
    return pair?.[(Number(modifier) - 1) & 6 ? 1 : 0];
  }

  return (data) => {
    rest += data;
    const keys: Key[] = [];
    while (rest !== "") {
      const key = next();
      if (key === "more") break;
      if (key !== undefined) keys.push(key);
    }
    return keys;
  };
}
