import { Problem } from "../base/problem";

/** The text to search for in recordings, and how it is matched. */
export interface SearchQuery {
  readonly text: string;
  /** `plain`: literally; `expression`: as a regular expression. Both ignore case. */
  readonly how: "plain" | "expression";
}

/** The longest query, in UTF-16 units. */
export const longestQuery = 200;

/** The position of a match in a text, in UTF-16 units. */
export interface Found {
  readonly at: number;
  readonly length: number;
}

/** Finds the first match at or after an offset; undefined when there is none. */
export type Find = (text: string, from: number) => Found | undefined;

/**
 * @throws {Problem} `bad-request` for an empty query, a query that is too long, an invalid expression, and an
 * expression that matches the empty text
 */
export function compileQuery({ text, how }: SearchQuery): Find {
  if (text.trim() === "") throw new Problem("bad-request", "Say what to look for.");
  if (text.length > longestQuery)
    throw new Problem("bad-request", `Look for ${longestQuery} characters at most.`);
  const pattern = expressionOf(how === "plain" ? escaped(text) : text);
  if (pattern.test("")) {
    throw new Problem(
      "bad-request",
      "This expression also fits where there is nothing. Look for something that must be there.",
    );
  }
  return (line, from) => {
    pattern.lastIndex = from;
    const match = pattern.exec(line);
    return match && match[0] !== "" ? { at: match.index, length: match[0].length } : undefined;
  };
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

function expressionOf(source: string): RegExp {
  try {
    return new RegExp(source, "giu");
  } catch {
    throw new Problem("bad-request", "This is no regular expression that can be understood.");
  }
}

/** UTF-16 units of the excerpt before and after the match. */
const around = { before: 60, after: 120 } as const;

/** A match with some of the text around it. `at` and `length` refer to the excerpt. */
export function excerptOf(text: string, found: Found): Found & { readonly excerpt: string } {
  const start = Math.max(0, found.at - around.before);
  const length = Math.min(found.length, around.after);
  const end = Math.min(text.length, found.at + length + around.after);
  const lead = start > 0 ? "…" : "";
  const tail = end < text.length ? "…" : "";
  return {
    excerpt: lead + text.slice(start, end).replace(/\p{Cc}/gu, " ") + tail,
    at: found.at - start + lead.length,
    length,
  };
}
