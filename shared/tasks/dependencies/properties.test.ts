import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTasks } from "../parse-tasks";
import { withoutCode } from "./code-spans";
import { relationsIn } from "./relations";

const others = "- [ ] T001 [P] a\n- [ ] T002 [P] b\n- [ ] T003 [P] c\n";
const waitsOf = (description: string) =>
  parseTasks(`${others}- [ ] T010 [P] ${description}\n`).tasks.map(({ dependsOn }) => dependsOn);
const alone = [[], [], [], []];

const id = fc.constantFrom("T001", "T002", "T003");
const wording = fc.constantFrom(
  "depends on",
  "needs",
  "requires",
  "after",
  "blocked by",
  "blocked until",
  "can't start before",
  "waits for",
  "follows",
  "blocks",
  "unblocks",
  "required by",
  "before",
  "←",
  "hängt ab von",
  "dépend de",
  "depende de",
  "依赖",
);
const sentence = fc
  .tuple(
    wording,
    fc.array(id, { minLength: 1, maxLength: 3 }),
    fc.constantFrom(", ", " and ", " & "),
  )
  .map(([words, ids, between]) => `${words} ${ids.join(between)}`);
/** Words of every kind, in any order. */
const anything = fc
  .array(
    fc.oneof(
      wording,
      id,
      fc.constantFrom(
        "not",
        "no",
        "this",
        "except",
        "but",
        "may",
        "was",
        "(",
        ")",
        ",",
        ";",
        ":",
        "-",
        "→",
        "`",
        "``",
        "~~",
        "the",
        "table",
        "done",
        "first",
        "then",
        "?",
        "T001–T003",
        "now unblocked",
      ),
    ),
    { maxLength: 20 },
  )
  .map((words) => words.join(" "));

describe("the dependencies in a text", () => {
  test("are ignored in code", () => {
    fc.assert(
      fc.property(sentence, fc.constantFrom("`", "``", "```"), (text, ticks) => {
        expect(waitsOf(`write ${ticks}${text}${ticks} so`)).toEqual(alone);
      }),
    );
  });

  test("do not depend on code beside them", () => {
    fc.assert(
      fc.property(sentence, sentence, (text, code) => {
        expect(waitsOf(`read \`${code}\` (${text})`)).toEqual(waitsOf(`read \`x\` (${text})`));
      }),
    );
  });

  test("are none after “does not”", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          "depend on",
          "need",
          "require",
          "wait for",
          "follow",
          "block",
          "have to wait for",
        ),
        fc.constantFrom(
          "does not",
          "doesn't",
          "doesn’t",
          "do not",
          "must not",
          "need not",
          "will never",
          "no longer",
        ),
        fc.array(id, { minLength: 1, maxLength: 3 }),
        (verb, not, ids) => {
          expect(waitsOf(`d ${verb} ${ids.join(" or ")}`)).not.toEqual(alone);
          expect(waitsOf(`d ${not} ${verb} ${ids.join(" or ")}`)).toEqual(alone);
        },
      ),
    );
  });

  test("change direction from “before” to “not before”", () => {
    fc.assert(
      fc.property(id, fc.constantFrom("start", "begin", "run", "be merged"), (other, verb) => {
        const index = Number(other.slice(1)) - 1;
        const reversed = alone.map((none, at) => (at === index ? ["T010"] : none));
        expect(waitsOf(`d must ${verb} before ${other}`)).toEqual(reversed);
        expect(waitsOf(`d must not ${verb} before ${other}`)).toEqual([[], [], [], [other]]);
      }),
    );
  });

  test("name only tasks in the text, and never the task itself", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const { tasks } = parseTasks(
          `${others}- [ ] T010 [P] ${text}\n\n## Dependencies\n\n${text}\n`,
        );
        for (const task of tasks) {
          expect(task.dependsOn).not.toContain(task.id);
          for (const on of task.dependsOn)
            expect(on === "T010" || text.includes("–") || text.includes(on)).toBe(true);
        }
      }),
    );
  });

  test("are found in time proportional to the text's length", () => {
    const pieces = [
      "depends on T001 - a ",
      "until T001 ",
      "T001; ",
      "after T001 done, ",
      "needs: T001: and T001 (",
    ];
    for (const piece of pieces) {
      const text = piece.repeat(Math.ceil(400_000 / piece.length));
      const begin = performance.now();
      relationsIn(text);
      // Quadratic time would be minutes.
      expect(performance.now() - begin, piece).toBeLessThan(20_000);
    }
  }, 300_000);
});

test("code is found as CommonMark defines it, and every offset stays valid", () => {
  const none = () => false;
  expect(withoutCode("a `b` c", none)).toBe("a x   c");
  expect(withoutCode("a ``b ` c`` d", none)).toBe(`a x${" ".repeat(8)} d`);
  expect(withoutCode("a `b`` c", none)).toBe("a `b`` c");
  expect(withoutCode("a \\`b` c", none)).toBe("a \\`b` c");
  expect(withoutCode("a `b` `c`", (code) => code === "b")).toBe("a `b` x  ");
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(withoutCode(text, none)).toHaveLength(text.length);
    }),
  );
});
