/**
 * The most UTF-16 units of one sequence that are kept. A longer sequence is passed on, because no question is
 * that long.
 */
const longestSequence = 64 * 1024;

const code = { enq: 0x05, bel: 0x07, can: 0x18, sub: 0x1a, esc: 0x1b, st: 0x9c } as const;
const char = (unit: number) => String.fromCharCode(unit);

/** The characters that begin something other than text: ENQ, ESC, and the introducers among the C1 controls. */
const special = new RegExp(
  `[${char(code.enq)}${char(code.esc)}${char(0x90)}${char(0x98)}${char(0x9a)}${char(0x9b)}${char(0x9d)}-${char(0x9f)}]`,
  "g",
);
const controls = new RegExp(`[${char(0)}-${char(0x1f)}${char(0x7f)}]`, "g");

type Kind = "escape" | "csi" | "osc" | "dcs" | "apc" | "string";
const introducers: Readonly<Record<string, Kind>> = {
  "[": "csi",
  "]": "osc",
  P: "dcs",
  _: "apc",
  X: "string",
  "^": "string",
};

/**
 * Removes questions from a stream of terminal output, which may be cut anywhere. A question is a sequence
 * that makes a terminal send an answer (after xterm's ctlseqs, and the kitty and iTerm protocols). A second
 * terminal can then show the output of a program whose own terminal has already answered.
 * @returns a function that takes a piece and returns the output that can be shown so far
 */
export function createQuestionFilter(): (text: string) => string {
  let kind: Kind | undefined;
  /** The incomplete sequence so far, and the offset of its body after the introducer. */
  let raw = "";
  let bodyStart = 0;

  const over = (asks: boolean): string => {
    const shown = asks ? "" : raw;
    kind = undefined;
    raw = "";
    return shown;
  };

  function begin(unit: string): string {
    raw = unit;
    bodyStart = 1;
    const c1 = unit.charCodeAt(0);
    if (c1 === code.enq || c1 === 0x9a) return over(true);
    kind = c1 === code.esc ? "escape" : (introducers[char(c1 - 0x40)] ?? "string");
    return "";
  }

  /** Processes one character of a sequence. */
  function step(unit: string): string {
    const number = unit.charCodeAt(0);
    if (number === code.can || number === code.sub) {
      raw += unit;
      return over(false);
    }
    if (kind === "escape") {
      raw += unit;
      const opened = introducers[unit];
      bodyStart = raw.length;
      if (opened !== undefined) kind = opened;
      // A control character is executed and the sequence continues after it. ESC Z asks for the attributes.
      else if (number >= 0x30) return over(unit === "Z" && raw.length === 2);
      return "";
    }
    if (kind === "csi") {
      if (number === code.esc) return over(false) + begin(unit);
      raw += unit;
      if (number < 0x40 || number === 0x7f) return tooLong();
      return over(csiAsks(raw.slice(bodyStart).replace(controls, "")));
    }
    const ends = number === code.st || (number === code.bel && kind === "osc");
    if (number === code.esc) {
      // ESC ends the string, and may begin another sequence.
      const asks = stringAsks(kind, raw.slice(bodyStart));
      return over(asks) + begin(unit);
    }
    const asks = ends && stringAsks(kind, raw.slice(bodyStart));
    raw += unit;
    return ends ? over(asks) : tooLong();
  }

  /**
   * A string that is too long is passed on and no longer kept. This filter treats its rest as text; a
   * terminal still treats all of it as one string.
   */
  const tooLong = () => (raw.length > longestSequence ? over(false) : "");

  return (text) => {
    let shown = "";
    for (let at = 0; at < text.length; ) {
      if (kind === undefined) {
        special.lastIndex = at;
        const found = special.exec(text)?.index ?? text.length;
        shown += text.slice(at, found);
        if (found === text.length) break;
        at = found;
        shown += begin(text.charAt(at));
      } else shown += step(text.charAt(at));
      at++;
    }
    return shown;
  };
}

const csiShape = /^([<=>?]?)([0-9;:]*)([ -/]*)([@-~])$/;

function csiAsks(body: string): boolean {
  const [, prefix = "", params = "", between = "", final = ""] = csiShape.exec(body) ?? [];
  switch (`${between}${final}`) {
    // Attributes, status, terminal parameters, modes, settings, checksum.
    case "c":
      return true;
    case "n":
      return prefix !== ">";
    case "x":
    case "$p":
    case "$w":
    case "$u":
    case "*y":
    case "'|":
      return true;
    case "q":
      return prefix === ">";
    case "u":
    case "m":
      return prefix === "?";
    case "t":
      return prefix === "" && /^(?:1[1-9]|2[01])(?:;|$)/.test(params);
    default:
      return false;
  }
}

function stringAsks(kind: Kind | undefined, body: string): boolean {
  if (kind === "osc") return body.split(";").slice(1).includes("?") || /^1337;Report/.test(body);
  if (kind === "dcs") return /^[0-9;]*[$+]q/.test(body);
  return kind === "apc" && body.startsWith("G");
}
