/** A word of a shell's command line, with its offsets. */
export interface ShellWord {
  /** The word without quotes; undefined when the shell expands a part of it. */
  readonly text: string | undefined;
  readonly start: number;
  /** The offset behind its last character. */
  readonly end: number;
}

/**
 * The simple commands of a shell's command line, each as its words, without redirections. Text inside of quotes
 * and substitutions is part of a word. Parsing ends at a here-document, because its text is not shell code.
 */
export function simpleCommands(line: string): ShellWord[][] {
  const commands: ShellWord[][] = [];
  let words: ShellWord[] = [];
  /** Whether the next word is the target of a redirection. */
  let target = false;
  const over = () => {
    if (words.length > 0) commands.push(words);
    words = [];
    target = false;
  };
  let at = 0;
  while (at < line.length) {
    const char = line.charAt(at);
    if (/[ \t]/.test(char)) at += 1;
    else if (line.startsWith("\\\n", at)) at += 2;
    else if (char === "#") at = endOf(line, "\n", at);
    else if (/[;&|()\n]/.test(char)) {
      over();
      at += 1;
    } else if (/[<>]/.test(char)) {
      if (line.startsWith("<<", at) && line.charAt(at + 2) !== "<") break;
      at += /^[<>]+[&|]?/.exec(line.slice(at))?.[0].length ?? 1;
      target = true;
    } else {
      const word = readWord(line, at);
      const isDescriptor = /^\d+$/.test(word.text ?? "") && /[<>]/.test(line.charAt(word.end));
      if (!target && !isDescriptor) words.push(word);
      if (!isDescriptor) target = false;
      at = word.end;
    }
  }
  over();
  return commands;
}

function readWord(line: string, start: number): ShellWord {
  let text = "";
  let expands = false;
  let at = start;
  while (at < line.length && !/[\s;&|()<>]/.test(line.charAt(at))) {
    const char = line.charAt(at);
    if (char === "\\") {
      text += line.charAt(at + 1);
      at += 2;
    } else if (char === "'") {
      const end = endOf(line, "'", at + 1);
      text += line.slice(at + 1, end);
      at = end + 1;
    } else if (char === '"') {
      const end = endOfQuoted(line, at + 1);
      const inside = line.slice(at + 1, end);
      if (/[$`]/.test(inside)) expands = true;
      text += inside;
      at = end + 1;
    } else if (char === "$" || char === "`") {
      expands = true;
      at = endOfExpansion(line, at);
    } else {
      text += char;
      at += 1;
    }
  }
  const end = Math.min(at, line.length);
  return { text: expands ? undefined : text, start, end };
}

function endOf(line: string, what: string, from: number): number {
  const found = line.indexOf(what, from);
  return found < 0 ? line.length : found;
}

function endOfQuoted(line: string, from: number): number {
  let at = from;
  while (at < line.length && line.charAt(at) !== '"') {
    const char = line.charAt(at);
    at = char === "\\" ? at + 2 : char === "$" || char === "`" ? endOfExpansion(line, at) : at + 1;
  }
  return Math.min(at, line.length);
}

/** The offset behind `$name`, `${…}`, `$(…)` or `` `…` ``. */
function endOfExpansion(line: string, from: number): number {
  if (line.charAt(from) === "`") return endOf(line, "`", from + 1) + 1;
  const open = line.charAt(from + 1);
  const close = { "(": ")", "{": "}" }[open];
  if (close === undefined) return from + 1;
  let depth = 0;
  for (let at = from + 1; at < line.length; at += 1) {
    const char = line.charAt(at);
    if (char === "\\") at += 1;
    else if (char === "'" && open === "(") at = endOf(line, "'", at + 1);
    else if (char === open) depth += 1;
    else if (char === close) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return line.length;
}
