/** One line of a Markdown text that holds prose: not front matter, fenced code or an HTML comment. */
export interface ProseLine {
  /** Without its line end. Comments inside the line are blanked, so that offsets still hold. */
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  /** UTF-16 index of the line's first character in the whole text. */
  readonly offset: number;
}

const fenceOpening = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|>[ \t]?)*(`{3,}(?!.*`)|~{3,})/;
const lineEnd = /\r\n|\n|\r/g;

/**
 * Reads a Markdown text line by line without building a tree, for files where each line stands for
 * itself (task lists, requirements). A line scan of 1 MB takes milliseconds where a tree takes seconds.
 * Fences and comments are told apart as CommonMark 0.31 does (sections 4.5 and 4.6), except that the
 * container of a fence is not tracked: an unclosed fence goes on to the end of the text.
 */
export function proseLines(text: string): ProseLine[] {
  const found: ProseLine[] = [];
  let fence: { sign: string; length: number } | undefined;
  let inComment = false;
  let frontMatter = opensFrontMatter(text);
  for (const { text: content, line, offset } of allLines(text)) {
    if (frontMatter) {
      frontMatter = line === 1 || !/^---[ \t]*$/.test(content);
      continue;
    }
    if (fence) {
      const closing = /^[ \t>]*(`{3,}|~{3,})[ \t]*$/.exec(content)?.[1];
      if (closing?.startsWith(fence.sign) && closing.length >= fence.length) fence = undefined;
      continue;
    }
    if (inComment) {
      inComment = !content.includes("-->");
      continue;
    }
    if (/^ {0,3}<!--/.test(content)) {
      inComment = !content.includes("-->", content.indexOf("<!--") + 2);
      continue;
    }
    const opening = fenceOpening.exec(content)?.[1];
    if (opening) {
      fence = { sign: opening.charAt(0), length: opening.length };
      continue;
    }
    found.push({ text: blankComments(content), line, offset });
  }
  return found;
}

/** Whether a text begins with YAML front matter, closed by a line of its own. */
export function opensFrontMatter(text: string): boolean {
  return /^\uFEFF?---[ \t]*(?:\r\n|\n|\r)(?:[\s\S]*?(?:\r\n|\n|\r))??---[ \t]*(?:\r|\n|$)/.test(
    text,
  );
}

/** Where the line begins that a position is on. Searching for a sign that is not there would go through it all. */
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
