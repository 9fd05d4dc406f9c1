import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compile, type Query, spansIn } from "./query";

const query = (text: string, options: Partial<Query> = {}): Query => ({
  text,
  regex: false,
  matchCase: false,
  wholeWord: false,
  ...options,
});

function found(text: string, wanted: Query): string[] {
  const compiled = compile(wanted);
  if (!compiled.ok) throw new Error(compiled.why);
  return spansIn(text, compiled.pattern).map(({ from, to }) => text.slice(from, to));
}

function replaced(text: string, wanted: Query, by: string): string {
  const compiled = compile(wanted);
  if (!compiled.ok) throw new Error(compiled.why);
  const replacement = { text: by, template: wanted.regex };
  return spansIn(text, compiled.pattern, replacement)
    .reverse()
    .reduce((rest, span) => rest.slice(0, span.from) + span.by + rest.slice(span.to), text);
}

describe("a plain query", () => {
  it("finds its text, whatever signs the text contains", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), fc.string(), (text, around) => {
        // Half a surrogate pair is not text. A person always types whole characters.
        fc.pre(!/\p{Surrogate}/u.test(text + around));
        const hits = found(`${around}\n${text}\n`, query(text, { matchCase: true }));
        expect(hits.length).toBeGreaterThan(0);
        expect(new Set(hits)).toEqual(new Set([text]));
      }),
    );
  });

  it("respects case and whole words on request", () => {
    expect(found("Rate rate RATE", query("rate"))).toEqual(["Rate", "rate", "RATE"]);
    expect(found("Rate rate RATE", query("rate", { matchCase: true }))).toEqual(["rate"]);
    expect(found("rate, rates, (rate)", query("rate", { wholeWord: true }))).toHaveLength(2);
    expect(found("Größe Größen", query("größe", { wholeWord: true }))).toEqual(["Größe"]);
    expect(found("FR-001 FR-0010", query("FR-001", { wholeWord: true }))).toHaveLength(1);
  });

  it("is replaced by the text without templates", () => {
    expect(replaced("a.b", query("."), "$&\\n")).toBe("a$&\\nb");
  });
});

describe("a regular expression", () => {
  const regex = (text: string) => query(text, { regex: true });

  it("matches at line ends and leaves out empty matches", () => {
    expect(found("one\ntwo", regex("^t?"))).toEqual(["t"]);
    expect(found("aab", regex("a*"))).toEqual(["aa"]);
    expect(found("日本語 text", regex("\\p{L}+"))).toEqual(["日本語", "text"]);
  });

  it("matches whole words in all of its alternatives", () => {
    expect(found("a ab b", query("a|b", { regex: true, wholeWord: true }))).toEqual(["a", "b"]);
  });

  it("puts groups into the replacement", () => {
    expect(replaced("FR-1, FR-2", regex("FR-(\\d)"), "FR-00$1")).toBe("FR-001, FR-002");
    expect(replaced("a-b", regex("(?<l>\\w)-(?<r>\\w)"), "$<r>-$<l>")).toBe("b-a");
    expect(replaced("ab", regex("b"), "[$&$0$$1\\t\\\\]")).toBe("a[bb$1\t\\]");
    expect(replaced("ab", regex("(a)(x)?"), "$1$2$3$12")).toBe("a$3a2b");
  });

  it("describes a mistake in the expression in words", () => {
    const bad = [
      "(",
      ")",
      "*a",
      "[",
      "\\",
      "[b-a]",
      "a{",
      "a{2,1}",
      "\\p{Nope}",
      "\\-",
      "(?<a>)(?<a>)",
      "\\k<a>",
      "(?x)",
    ];
    for (const text of bad) {
      const compiled = compile(regex(text));
      expect(compiled.ok, text).toBe(false);
      if (compiled.ok) continue;
      expect(compiled.why, text).not.toBe("This is not a regular expression.");
      expect(compiled.why, text).toMatch(/^[A-Z].*\.$/);
    }
    expect(compile(query("a)(b", { regex: true, wholeWord: true })).ok).toBe(false);
  });
});
