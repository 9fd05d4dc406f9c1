/** One line of a Markdown text that holds prose: not front matter, fenced code or an HTML comment. */
export interface ProseLine {
  /**
   * The line's text without its line end. Comments inside the line are replaced by blanks, so that offsets
   * stay valid.
   */
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  /** UTF-16 index of the line's first character in the whole text. */
  readonly offset: number;
  /** The line is indented like code and does not continue a paragraph. */
  readonly asCode?: boolean;
}

const fenceOpening = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|>[ \t]*)*(`{3,}(?!.*`)|~{3,})/;
const lineEnd = /\r\n|\n|\r/g;

/** A fence or comment that is never closed, so that the rest of the text belongs to it. */
export interface Unclosed {
  readonly kind: "code" | "comment";
  /** The line on which it begins, 1-based. */
  readonly line: number;
  /** The lines that it hides, without the line on which it begins. */
  readonly lines: readonly ProseLine[];
}

/** The prose lines of a text, and the unclosed fence or comment that hides further lines, if any. */
export interface Prose {
  readonly lines: readonly ProseLine[];
  readonly unclosed?: Unclosed;
}

/**
 * Reads a Markdown text line by line without building a tree, for files in which each line stands by itself
 * (task lists, requirements). A scan of 1 MB takes milliseconds; building a tree takes seconds. Fences and
 * comments follow CommonMark 0.31 (4.5 and 4.6): inside a list item or quotation they end with it at the
 * latest; elsewhere an unclosed fence or comment continues to the end of the text.
 */
export const proseLines = (text: string): readonly ProseLine[] => readProse(text).lines;

interface Hiding {
  readonly kind: Unclosed["kind"];
  readonly line: number;
  /** A fence's sign and its length; undefined for a comment. */
  readonly fence: { readonly sign: string; readonly length: number } | undefined;
  /** The column at which the text of the enclosing list item begins; 0 outside of lists. */
  readonly content: number;
  readonly quoted: boolean;
  readonly hidden: ProseLine[];
}

/** Like `proseLines`, together with an unclosed fence or comment. */
export function readProse(text: string): Prose {
  const found: ProseLine[] = [];
  const containers = listItems();
  let hiding: Hiding | undefined;
  let frontMatter = opensFrontMatter(text);
  for (const whole of allLines(text)) {
    const { text: content, line, offset } = whole;
    if (frontMatter) {
      frontMatter = line === 1 || !/^---[ \t]*$/.test(content);
      continue;
    }
    if (hiding && !endsContainer(hiding, content)) {
      if (closes(hiding, content)) hiding = undefined;
      else hiding.hidden.push(whole);
      continue;
    }
    hiding = undefined;
    const { inner, relative, asCode } = containers.enter(content);
    const hide = (kind: Unclosed["kind"], fence: Hiding["fence"]): Hiding => {
      containers.close();
      const quoted = /^[ \t]*>/.test(content);
      return { kind, line, fence, content: containers.content(), quoted, hidden: [] };
    };
    if (relative <= 3 && inner.startsWith("<!--")) {
      if (!inner.includes("-->", 2)) hiding = hide("comment", undefined);
      else containers.close();
      continue;
    }
    const opening = fenceOpening.exec(content)?.[1];
    if (opening) {
      hiding = hide("code", { sign: opening.charAt(0), length: opening.length });
      continue;
    }
    const prose = { text: blankComments(content), line, offset };
    found.push(asCode ? { ...prose, asCode } : prose);
  }
  if (!hiding) return { lines: found };
  const { kind, line, hidden } = hiding;
  return { lines: found, unclosed: { kind, line, lines: hidden } };
}

/**
 * Whether a line ends the enclosing item or quotation: the line is left of the item's text, or has no
 * quotation sign.
 */
function endsContainer({ content, quoted }: Hiding, text: string): boolean {
  if (quoted && !/^[ \t]*>/.test(text)) return true;
  return content > 0 && text.trim() !== "" && columnsBefore(text) < content;
}

function closes({ fence }: Hiding, text: string): boolean {
  if (!fence) return text.includes("-->");
  const closing = /^[ \t>]*(`{3,}|~{3,})[ \t]*$/.exec(text)?.[1];
  return closing?.startsWith(fence.sign) === true && closing.length >= fence.length;
}

const listSign = /^([-*+]|(\d{1,9})[.)])([ \t]+|$)/;
const isRule = (text: string): boolean => /^(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,})$/.test(text);

/** Tracks the open list items, line by line (CommonMark 0.31, 5.2 and 4.8). */
function listItems() {
  /** The columns at which the texts of the open items begin, outermost first. */
  const open: number[] = [];
  let paragraph = false;
  const top = () => open[open.length - 1] ?? 0;
  return {
    content: top,
    /** Ends a paragraph: the next line cannot continue it. */
    close() {
      paragraph = false;
    },
    enter(text: string): { inner: string; relative: number; asCode: boolean } {
      let inner = text.trimStart();
      if (inner === "") {
        paragraph = false;
        return { inner, relative: 0, asCode: false };
      }
      let column = columnsBefore(text);
      const begins = /^(?:#{1,6}(?:[ \t]|$)|>|`{3}|~{3})/.test(inner) || isRule(inner);
      const listed = listSign.test(inner);
      // A line further left continues a paragraph, unless another block begins on it.
      if (!paragraph || begins || listed) while (open.length > 0 && column < top()) open.pop();
      const relative = column - top();
      if (relative > 3) return { inner, relative, asCode: !paragraph };
      let sign = isRule(inner) ? null : listSign.exec(inner);
      while (sign) {
        const [whole, mark = "", number, space = ""] = sign;
        const rest = inner.slice(whole.length);
        if (paragraph && (rest === "" || (number !== undefined && number !== "1"))) break;
        const wide = space.includes("\t") ? columnsOf(space, column + mark.length) : space.length;
        open.push(column + mark.length + (rest === "" || wide > 4 ? 1 : wide));
        column += mark.length + wide;
        inner = rest;
        paragraph = false;
        if (wide > 4) return { inner, relative: 4, asCode: true };
        sign = isRule(inner) ? null : listSign.exec(inner);
      }
      paragraph = inner !== "" && !/^#{1,6}(?:[ \t]|$)/.test(inner) && !isRule(inner);
      return { inner, relative: Math.max(0, column - top()), asCode: false };
    },
  };
}

/**
 * The number of columns of white space at the beginning of a line. A tab advances to the next multiple of
 * four.
 */
const columnsBefore = (text: string): number => columnsOf(/^[ \t]*/.exec(text)?.[0] ?? "", 0);

function columnsOf(space: string, from: number): number {
  let column = from;
  for (const sign of space) column += sign === "\t" ? 4 - (column % 4) : 1;
  return column - from;
}

/** Whether a text begins with YAML front matter, closed by a line of its own. */
export function opensFrontMatter(text: string): boolean {
  return /^\uFEFF?---[ \t]*(?:\r\n|\n|\r)(?:[\s\S]*?(?:\r\n|\n|\r))??---[ \t]*(?:\r|\n|$)/.test(
    text,
  );
}

/**
 * The start of the line at a position. A search for a missing line end would scan the whole text, so this
 * loop steps back.
 */
export function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && text[start - 1] !== "\n" && text[start - 1] !== "\r") start--;
  return start;
}

function* allLines(text: string): Generator<ProseLine> {
  let offset = 0;
  let line = 1;
  for (const end of text.matchAll(lineEnd)) {
    yield { text: text.slice(offset, end.index), line, offset };
    offset = end.index + end[0].length;
    line += 1;
  }
  if (offset < text.length) yield { text: text.slice(offset), line, offset };
}

function blankComments(content: string): string {
  if (!content.includes("<!--")) return content;
  return content.replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)|<!--[\s\S]*?-->/g, (part) =>
    part.startsWith("`") ? part : " ".repeat(part.length),
  );
}
