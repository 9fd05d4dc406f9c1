import type { Writable } from "node:stream";
import { withHiddenMarked } from "@shared/text/hidden-signs";
import { structuredPatch } from "diff";
import { plain } from "./text";

/**
 * The agent's output to the terminal. Text is only appended, line by line, so that a recording is readable at any
 * speed and a copied text is plain.
 */
export interface Screen {
  header(parts: readonly string[]): void;
  /** A step of the agent. */
  step(text: string): void;
  /** The model's text as it streams in; `end` closes the paragraph. */
  words(): { add(piece: string): void; end(): void };
  /** The lines that an edit changed, with their numbers in the new text, or in the old text for removed lines. */
  diff(before: string, after: string): void;
  command(line: string): void;
  /** A line of a command's output, possibly with colours. */
  output(line: string): void;
  question(text: string, options: readonly string[]): void;
  note(text: string): void;
  warning(text: string): void;
  failure(text: string): void;
}

const diffLines = 40;
const tabWidth = 2;

/** @param out the terminal, whose width is read for each line, because it can change */
export function createScreen(
  out: Writable & { readonly columns?: number | undefined },
  { colours }: { readonly colours: boolean },
): Screen {
  const paint = (code: string) => (text: string) =>
    colours && text !== "" ? `\u001b[${code}m${text}\u001b[0m` : text;
  const dim = paint("2");
  const blue = paint("94");
  const green = paint("32");
  const red = paint("31");
  const yellow = paint("33");
  const bold = paint("1");

  const width = () => Math.max(20, out.columns ?? 80);
  const line = (text: string) => void out.write(`${text}\n`);
  const lines = (mark: string, text: string, style = (part: string) => part) => {
    const indent = " ".repeat(2);
    wrap(plain(text), width() - 2).forEach((part, index) => {
      line(`${index === 0 ? `${mark} ` : indent}${style(part)}`);
    });
  };

  return {
    header(parts) {
      for (const part of wrap(plain(parts.join(" · ")), width())) line(dim(part));
      line("");
    },
    step: (text) => lines(blue("●"), text),
    words() {
      const flow = createFlow(width, (text) => void out.write(text), `${blue("●")} `);
      return {
        add: (piece) => flow.add(plain(piece)),
        end: () => flow.end(),
      };
    },
    diff(before, after) {
      const rows = diffRows(before, after);
      const digits = String(rows.reduce((most, row) => Math.max(most, row.number), 0)).length;
      for (const { kind, number, text } of rows.slice(0, diffLines)) {
        const shown = `${String(number).padStart(digits + 2)} ${kind} `;
        const body = clip(
          plain(text).replaceAll("\t", " ".repeat(tabWidth)),
          width() - shown.length,
        );
        const style = kind === "+" ? green : kind === "-" ? red : (part: string) => part;
        line(kind === " " ? `${dim(shown)}${body}` : style(`${shown}${body}`));
      }
      const more = rows.length - diffLines;
      if (more > 0) line(dim(`${" ".repeat(digits + 3)}… ${more} more ${plural(more, "line")}`));
    },
    // Invisible characters are made visible in commands and questions.
    command: (text) => lines(blue("$"), withHiddenMarked(plain(text))),
    output: (text) => line(text === "" ? "" : `  ${colours ? closed(text) : plain(text)}`),
    question(text, options) {
      lines(yellow("?"), withHiddenMarked(plain(text)), bold);
      for (const [index, option] of options.entries()) {
        lines(" ", `${index + 1}  ${withHiddenMarked(plain(option))}`);
      }
    },
    note: (text) => lines(" ", text, dim),
    warning: (text) => lines(yellow("!"), text),
    failure: (text) => lines(red("✗"), text),
  };
}

/** Resets the colours at the end of a coloured line, so that they do not reach the next one. */
const closed = (text: string): string => (text.includes("\u001b") ? `${text}\u001b[0m` : text);

export const plural = (count: number, word: string): string => (count === 1 ? word : `${word}s`);

interface DiffRow {
  readonly kind: " " | "+" | "-";
  readonly number: number;
  readonly text: string;
}

function diffRows(before: string, after: string): DiffRow[] {
  const { hunks } = structuredPatch("", "", before, after, "", "", { context: 1 });
  return hunks.flatMap((hunk) => {
    let old = hunk.oldStart;
    let fresh = hunk.newStart;
    return hunk.lines.flatMap((row): DiffRow[] => {
      const text = row.slice(1);
      switch (row[0]) {
        case "+":
          return [{ kind: "+", number: fresh++, text }];
        case "-":
          return [{ kind: "-", number: old++, text }];
        case " ":
          old++;
          return [{ kind: " ", number: fresh++, text }];
        default:
          // "\ No newline at end of file".
          return [];
      }
    });
  });
}

function clip(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length
    ? text
    : `${characters.slice(0, Math.max(0, length - 1)).join("")}…`;
}

/** Wraps at spaces. The terminal wraps a word that is longer than a line. */
function wrap(text: string, length: number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const rows = [""];
    for (const word of paragraph.split(/(?<= )/)) {
      const row = rows.at(-1) ?? "";
      if (row !== "" && row.length + word.trimEnd().length > length) rows.push(word);
      else rows[rows.length - 1] = row + word;
    }
    return rows.map((row) => row.trimEnd());
  });
}

/**
 * Prints text that arrives in pieces, wrapped at spaces and indented under its mark. A word is held back until it
 * is complete.
 */
function createFlow(
  width: () => number,
  write: (text: string) => void,
  mark: string,
): { add(piece: string): void; end(): void } {
  let column = 0;
  let spaces = 0;
  let word = "";
  let begun = false;

  const newline = () => {
    write("\n");
    column = 0;
    spaces = 0;
  };
  const flush = () => {
    if (word === "") return;
    if (column > 2 && column + spaces + word.length > width()) newline();
    if (column === 0) {
      write(begun ? "  " : mark);
      begun = true;
      column = 2;
    }
    // Spaces are printed together with the following word, so that no line ends with spaces.
    write(" ".repeat(spaces) + word);
    column += spaces + word.length;
    spaces = 0;
    word = "";
  };

  return {
    add(piece) {
      for (const character of piece) {
        if (character === "\n") {
          flush();
          // Blank lines before the first word are dropped.
          if (begun) newline();
        } else if (character === " ") {
          flush();
          spaces += 1;
        } else word += character;
      }
    },
    end() {
      flush();
      if (column > 0) newline();
    },
  };
}
