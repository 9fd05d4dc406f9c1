/** Sticky patterns: each is matched at the current position of the scan. */
const space = /[ \t\n\r]*/y;
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const escaped = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;

/**
 * Whether a text is a JSON value (RFC 8259) that `JSON.parse` accepts. `JSON.parse` reports invalid JSON by
 * an error, which costs as much as scanning a thousand characters; this function costs only the scan.
 * @param deepest the deepest allowed nesting of brackets
 */
export function isJson(text: string, deepest: number): boolean {
  let at = 0;
  /** Advances past a match of a sticky pattern at the current position. */
  const over = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const sign = (char: string): boolean => {
    over(space);
    if (text[at] !== char) return false;
    at++;
    return true;
  };
  const string = (): boolean => {
    if (!sign('"')) return false;
    for (; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit < 0x20) return false;
      if (unit === 0x22) {
        at++;
        return true;
      }
      if (unit !== 0x5c) continue;
      at++;
      if (!over(escaped)) return false;
      at--;
    }
    return false;
  };
  const members = (close: string, depth: number, named: boolean): boolean => {
    if (depth > deepest) return false;
    if (sign(close)) return true;
    do if ((named && !(string() && sign(":"))) || !value(depth)) return false;
    while (sign(","));
    return sign(close);
  };
  const value = (depth: number): boolean => {
    if (sign("[")) return members("]", depth + 1, false);
    if (sign("{")) return members("}", depth + 1, true);
    return text[at] === '"' ? string() : over(scalar);
  };
  if (!value(0)) return false;
  over(space);
  return at === text.length;
}
