import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Choice, merge, mergedText, openBase } from "./merge";

const clean = (base: string, mine: string, theirs: string): string => {
  const merged = merge(base, mine, theirs);
  expect(merged.conflicts).toEqual([]);
  expect(mergedText(merge(base, theirs, mine))).toBe(mergedText(merged));
  return mergedText(merged);
};
const sidesOf = (base: string, mine: string, theirs: string) =>
  merge(base, mine, theirs).conflicts.map(({ base, mine, theirs }) => [base, mine, theirs]);

describe("edits of different blocks", () => {
  it("are both in the result", () => {
    const base = "# A\n\nOne.\n\nTwo.\n\n\nThree.\n";
    expect(clean(base, base.replace("One", "First"), base.replace("Three.\n", "Third."))).toBe(
      "# A\n\nFirst.\n\nTwo.\n\n\nThird.",
    );
    expect(clean(base, base.replace("Two", "Second"), base.replace("Three", "Third"))).toBe(
      "# A\n\nOne.\n\nSecond.\n\n\nThird.\n",
    );
    expect(clean(base, base.replace("Two", "2nd"), base.replace("Two.", "Two.\n\nNew."))).toBe(
      "# A\n\nOne.\n\n2nd.\n\nNew.\n\n\nThree.\n",
    );
  });

  it("keep byte-order mark, line ends and front matter", () => {
    const base = "\uFEFF---\r\na: 1\r\nb: 1\r\nc: 1\r\n---\r\n\r\nText.\r\n";
    expect(clean(base, base.replace("a: 1", "a: 2"), base.replace("c: 1", "c: 2"))).toBe(
      "\uFEFF---\r\na: 2\r\nb: 1\r\nc: 2\r\n---\r\n\r\nText.\r\n",
    );
  });

  it("are both in the result when one removes and one adds a block", () => {
    const base = "One.\n\nTwo.\n\nThree.\n\nFour.\n";
    expect(clean(base, base.replace("Two.\n\n", ""), base.replace("Four", "4\n\nFour"))).toBe(
      "One.\n\nThree.\n\n4\n\nFour.\n",
    );
  });
});

describe("a block that both sides changed", () => {
  it("is merged by words that are not neighbours", () => {
    const base = "The program MUST import a rate table from a file.\n";
    const mine = base.replace("program", "importer");
    const theirs = base.replace("file", "CSV file, at most 5 MB");
    expect(clean(base, mine, theirs)).toBe(
      "The importer MUST import a rate table from a CSV file, at most 5 MB.\n",
    );
    expect(clean("規格書を読む。\n", "規格書を書く。\n", "新規格書を読む。\n")).toBe(
      "新規格書を書く。\n",
    );
  });

  it("is one whole conflict where the changed words are the same or neighbours", () => {
    const base = "Intro.\n\nA quick fox runs.\n\nEnd.\n";
    const merged = merge(base, base.replace("quick", "slow"), base.replace("quick", "red"));
    expect(merged.conflicts).toEqual([
      {
        kind: "conflict",
        base: "A quick fox runs.",
        mine: "A slow fox runs.",
        theirs: "A red fox runs.",
        both: "A slow fox runs.\n\nA red fox runs.",
        under: "",
        at: "Intro.\n\n".length,
      },
    ]);
    expect(mergedText(merged)).toBe("Intro.\n\nA slow fox runs.\n\nEnd.\n");
    expect(mergedText(merged, () => "theirs")).toBe("Intro.\n\nA red fox runs.\n\nEnd.\n");
    expect(mergedText(merged, () => "both")).toBe(
      "Intro.\n\nA slow fox runs.\n\nA red fox runs.\n\nEnd.\n",
    );
    expect(sidesOf(base, base.replace("quick", "slow"), base.replace("fox", "dog"))).toHaveLength(
      1,
    );
  });

  it("is not a mixture of two rewritings", () => {
    const base = "The cart shows the total price of all items in the order.\n";
    const mine = "A summary of the items and of the price stands in a list.\n";
    const theirs = "Customers see what they pay, the delivery and the tax.\n";
    expect(sidesOf(base, mine, theirs)).toHaveLength(1);
  });

  it("is a conflict when one side removed it", () => {
    const base = "One.\n\nTwo.\n\nThree.\n";
    expect(sidesOf(base, base.replace("Two.\n\n", ""), base.replace("Two", "2"))).toHaveLength(1);
  });
});

describe("lists and tables", () => {
  const tasks = "# Tasks\n\n- [ ] T001 Set up\n- [ ] T002 Build\n- [ ] T003 Test\n\nEnd.\n";

  it("merge ticks of different tasks, and items added to one list", () => {
    const tick = (text: string, ...ids: string[]) =>
      ids.reduce((now, id) => now.replace(`[ ] ${id}`, `[x] ${id}`), text);
    expect(clean(tasks, tick(tasks, "T001"), tick(tasks, "T002"))).toBe(
      tick(tasks, "T001", "T002"),
    );
    expect(clean(tasks, tick(tasks, "T001", "T002"), tick(tasks, "T002", "T003"))).toBe(
      tick(tasks, "T001", "T002", "T003"),
    );
    expect(clean(tasks, tick(tasks, "T002"), tasks.replace("T002 Build", "T002 Build it"))).toBe(
      tick(tasks, "T002").replace("Build", "Build it"),
    );
    const add = (id: string) => tasks.replace("Test\n", `Test\n- [ ] ${id} New\n`);
    expect(clean(tasks, add("T005"), add("T004"))).toBe(
      tasks.replace("Test\n", "Test\n- [ ] T004 New\n- [ ] T005 New\n"),
    );
    expect(clean(tasks, add("T004"), add("T004"))).toBe(add("T004"));
    expect(clean(tasks, add("T004"), tasks.replace("- [ ] T003 Test\n", ""))).toBe(
      tasks.replace("T003 Test", "T004 New"),
    );
  });

  it("merge both additions at the end of a text without a final line end", () => {
    expect(clean("- a\n- b", "- a\n- b\n- c", "- a!\n- b")).toBe("- a!\n- b\n- c");
    expect(clean("- a\n- b", "- a\n- b\n- c", "- a\n- b\n- d\n")).toBe("- a\n- b\n- c\n- d\n");
  });

  it("are merged by lines where the parser fails on their nesting", () => {
    const deep = `${">".repeat(5_000)} deep`;
    const [base, mine, theirs] = [
      `a\n${deep}\nb\nc\nd\n`,
      `A\n${deep}\nb\nc\nd\n`,
      `a\n${deep}\nb\nc\nD\n`,
    ];
    expect(clean(base, mine, theirs)).toBe(`A\n${deep}\nb\nc\nD\n`);
  });

  it("do not attach a nested item to another item", () => {
    const base = "- a\n- b\n- c\n";
    expect(clean(base, "- a\n- b\n  - nested\n- c\n", "- a\n- b\n- new\n- c\n")).toBe(
      "- a\n- b\n  - nested\n- new\n- c\n",
    );
    expect(sidesOf(base, "- a\n- b\n  - nested\n- c\n", "- a\n- c\n")).toHaveLength(1);
  });

  it("merge cells and rows", () => {
    const base = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n";
    expect(clean(base, base.replace("1", "one"), base.replace("2", "two"))).toBe(
      base.replace("1", "one").replace("2", "two"),
    );
    expect(clean(base, `${base}| 5 | 6 |\n`, `${base}| 7 | 8 |\n`)).toBe(
      `${base}| 5 | 6 |\n| 7 | 8 |\n`,
    );
    expect(sidesOf(base, base.replace("1", "x"), base.replace("1", "y"))).toEqual([
      ["| 1 | 2 |\n", "| x | 2 |\n", "| y | 2 |\n"],
    ]);
  });
});

describe("text that both sides added at one place", () => {
  it("is kept once when it is the same, and is a conflict otherwise", () => {
    const base = "One.\n\nTwo.\n";
    const add = (text: string) => base.replace("Two", `${text}\n\nTwo`);
    expect(clean(base, add("New."), add("New."))).toBe(add("New."));
    expect(clean(base, add("Same.\n\nMine."), add("Same."))).toBe(add("Same.\n\nMine."));
    expect(sidesOf(base, add("Mine."), add("Theirs."))).toEqual([["", "Mine.", "Theirs."]]);
    expect(mergedText(merge(base, add("Mine."), add("Theirs.")), () => "both")).toBe(
      add("Mine.\n\nTheirs."),
    );
  });
});

describe("a merge whose result is parsed differently", () => {
  it("is a conflict", () => {
    const base = "One.\n\n---\n\nTwo.\n";
    // Each side is valid by itself; together, the line would make a heading of the text above it.
    const mine = "One.\n\nMine.\n---\n\nTwo.\n".replace("\n---", "\n\n---");
    const theirs = "One.\n---\n\nTwo.\n";
    const merged = merge(base, mine, theirs);
    expect(merged.conflicts).toHaveLength(1);
    expect(mergedText(merged)).toBe(mine);
    expect(mergedText(merged, () => "theirs")).toBe(theirs);
  });
});

const word = fc.constantFrom("alpha", "beta", "gamma", "delta", "`code x`", "**bold** one", "語");
const sentence = fc.array(word, { minLength: 1, maxLength: 7 }).map((words) => words.join(" "));
const block = fc.oneof(
  { weight: 3, arbitrary: sentence },
  sentence.map((text) => `## ${text}`),
  fc
    .tuple(
      fc.constantFrom("- ", "1. ", "- [ ] ", "* [x] "),
      fc.array(sentence, { minLength: 1, maxLength: 4 }),
    )
    .map(([sign, items]) => items.map((item) => sign + item).join("\n")),
  fc
    .array(fc.tuple(word, word), { minLength: 1, maxLength: 3 })
    .map(
      (rows) => `| a | b |\n|---|---|\n${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}`,
    ),
  fc.constantFrom(
    "```\ncode\n```",
    "~~~\n```\n~~~",
    "> quoted\n> more",
    "---",
    "<!-- c -->",
    "a\nb",
  ),
);
const document = fc
  .tuple(
    fc.array(block, { maxLength: 7 }),
    fc.constantFrom("", "", "\n", "\n\n"),
    fc.constantFrom("\n\n", "\n\n", "\n", "\n\n\n"),
    fc.constantFrom("\n", "\r\n"),
  )
  .map(([blocks, end, gap, eol]) => (blocks.join(gap) + end).replaceAll("\n", eol));
const edit = fc.record({
  at: fc.nat(1000),
  length: fc.constantFrom(0, 0, 1, 5, 30),
  insert: fc.constantFrom(
    "",
    "x",
    " new word ",
    "\n",
    "\n\n",
    "\n\n## H\n\n",
    "- [ ] task\n",
    "```\n",
    "|",
  ),
});
const edited = (text: string, edits: readonly { at: number; length: number; insert: string }[]) =>
  edits.reduce((now, { at, length, insert }) => {
    const from = at % (now.length + 1);
    return now.slice(0, from) + insert + now.slice(from + length);
  }, text);
const three = fc
  .tuple(document, fc.array(edit, { maxLength: 4 }), fc.array(edit, { maxLength: 4 }))
  .map(([base, mine, theirs]) => [base, edited(base, mine), edited(base, theirs)] as const);

describe("for any texts", () => {
  it("a change of one side alone is in the result unchanged", () => {
    fc.assert(
      fc.property(fc.oneof(three, fc.tuple(document, document, document)), ([base, mine]) => {
        expect(mergedText(merge(base, base, mine))).toBe(mine);
        expect(mergedText(merge(base, mine, base))).toBe(mine);
        expect(mergedText(merge(base, mine, mine))).toBe(mine);
      }),
    );
  });

  it("the parts contain the three whole texts, and swapping the sides swaps the result", () => {
    fc.assert(
      fc.property(
        fc.oneof(three, fc.tuple(document, document, document)),
        ([base, mine, theirs]) => {
          const merged = merge(base, mine, theirs);
          expect(merged.parts.map((part) => part.base).join("")).toBe(base);
          expect(merged.parts.map((part) => part.mine).join("")).toBe(mine);
          expect(merged.parts.map((part) => part.theirs).join("")).toBe(theirs);
          expect(merge(base, mine, theirs)).toEqual(merged);
          const mirrored = merge(base, theirs, mine);
          expect(mirrored.conflicts.map(({ base, mine, theirs }) => [base, theirs, mine])).toEqual(
            merged.conflicts.map(({ base, mine, theirs }) => [base, mine, theirs]),
          );
          expect(mergedText(mirrored, () => "theirs")).toBe(mergedText(merged));
        },
      ),
      { numRuns: 60 },
    );
  });

  it("every word that either side added is in the text or in a conflict", () => {
    const marked = (text: string, spots: readonly number[], name: string) =>
      spots
        .map((spot, index) => ({ at: spot % (text.length + 1), put: ` ${name}${index}z ` }))
        .sort((a, b) => b.at - a.at)
        .reduce((now, { at, put }) => now.slice(0, at) + put + now.slice(at), text);
    const spots = fc.array(fc.nat(1000), { maxLength: 5 });
    fc.assert(
      fc.property(document, spots, spots, (base, mineAt, theirsAt) => {
        const merged = merge(base, marked(base, mineAt, "mine"), marked(base, theirsAt, "theirs"));
        for (const choice of ["mine", "theirs"] satisfies Choice[]) {
          const text = mergedText(merged, () => choice);
          const aside = merged.conflicts.map(({ mine, theirs }) => mine + theirs).join("");
          for (const index of mineAt.keys()) expect(text + aside).toContain(`mine${index}z`);
          for (const index of theirsAt.keys()) expect(text + aside).toContain(`theirs${index}z`);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("edits of different blocks merge", () => {
    const blocks = fc.uniqueArray(sentence, { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(blocks, fc.nat(5), fc.nat(5), (paragraphs, first, second) => {
        const [one, two] = [first % paragraphs.length, second % paragraphs.length];
        fc.pre(one !== two);
        const write = (...changed: number[]) =>
          paragraphs.map((it, at) => (changed.includes(at) ? `${it} word${at}` : it)).join("\n\n");
        expect(clean(write(), write(one), write(two))).toBe(write(one, two));
      }),
    );
  });

  it("merging on the open base finds the same conflicts, and none once they are settled", () => {
    const swaps = fc.array(fc.tuple(fc.nat(1000), fc.constantFrom("x", "y z", "")), {
      maxLength: 4,
    });
    const swapped = (text: string, some: readonly (readonly [number, string])[], name: string) => {
      const words = text.split(" ");
      for (const [at, put] of some) words[at % words.length] += put === "" ? "" : ` ${name}${put}`;
      return words.join(" ");
    };
    let open = 0;
    fc.assert(
      fc.property(document, swaps, swaps, (base, one, two) => {
        const theirs = swapped(base, two, "t");
        const merged = merge(base, swapped(base, one, "m"), theirs);
        const again = merge(openBase(merged), mergedText(merged), theirs);
        // The number of blank lines may be part of a conflict.
        expect(again.conflicts.length).toBe(merged.conflicts.length);
        expect(mergedText(again)).toBe(mergedText(merged));
        const settled = openBase(merged, () => true);
        expect(settled).toBe(theirs);
        open += merged.conflicts.length;
      }),
    );
    expect(open).toBeGreaterThan(0);
  });
});

it("a long document is merged without parsing all of it", () => {
  const section = (n: number) =>
    `## Section ${n}\n\n- **FR-${n}**: The program MUST do thing ${n}.\n- [ ] T${n} Do it\n\nText of ${n}.\n\n`;
  const base = Array.from({ length: 6000 }, (_, n) => section(n)).join("");
  expect(base.length).toBeGreaterThan(500_000);
  const mine = base.replace("thing 40.", "thing forty.");
  const theirs = base.replace("T5000 Do it", "T5000 Do it\n- [ ] T5001a More");
  // CPU time of this process, which other processes on a busy machine do not lengthen.
  const before = process.cpuUsage();
  const text = clean(base, mine, theirs);
  const { user, system } = process.cpuUsage(before);
  // Time for two merges. Parsing the whole text eight times takes longer.
  expect((user + system) / 1000).toBeLessThan(3000);
  expect(text).toContain("thing forty.");
  expect(text).toContain("T5001a More");
});
