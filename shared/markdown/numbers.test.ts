import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDocument } from "./parse-document";
import { save } from "./save";
import { toEditor } from "./to-editor";
import type { EditorNode } from "./types";

const item = (text: string): EditorNode => ({
  type: "listItem",
  content: [{ type: "paragraph", content: text === "" ? [] : [{ type: "text", text }] }],
});

/** Saves a text with the items of its first ordered list, at any depth, changed. */
function arranged(
  source: string,
  change: (items: readonly EditorNode[]) => readonly EditorNode[],
): string {
  let isDone = false;
  const within = (node: EditorNode): EditorNode => {
    if (isDone || !node.content) return node;
    if (node.type === "orderedList") {
      isDone = true;
      return { ...node, content: change(node.content) };
    }
    return { ...node, content: node.content.map(within) };
  };
  const document = parseDocument(source);
  const result = save(document, (toEditor(document).content ?? []).map(within));
  return "refused" in result ? `refused: ${result.refused}` : result.text;
}

const insertAt =
  (at: number, ...texts: string[]) =>
  (items: readonly EditorNode[]) =>
    items.toSpliced(at, 0, ...texts.map(item));
const removeAt = (at: number) => (items: readonly EditorNode[]) => items.toSpliced(at, 1);
const swapFirst = ([a, b, ...rest]: readonly EditorNode[]) => (a && b ? [b, a, ...rest] : []);

describe("the numbers of a list in its file", () => {
  it.each([
    ["1. a\n2. b\n3. c\n", insertAt(1, "new"), "1. a\n2. new\n3. b\n4. c\n"],
    ["1. a\n2. b\n3. c\n", insertAt(0, "new"), "1. new\n2. a\n3. b\n4. c\n"],
    ["1. a\n2. b\n3. c\n", insertAt(3, "new"), "1. a\n2. b\n3. c\n4. new\n"],
    ["1. a\n2. b\n3. c\n", insertAt(1, ""), "1. a\n2.\n3. b\n4. c\n"],
    ["1. a\n2. b\n3. c\n", removeAt(0), "1. b\n2. c\n"],
    ["1. a\n2. b\n3. c\n", removeAt(1), "1. a\n2. c\n"],
    ["1. a\n2. b\n3. c\n", swapFirst, "1. b\n2. a\n3. c\n"],
    ["1. a\n1. b\n1. c\n", insertAt(1, "new"), "1. a\n1. new\n1. b\n1. c\n"],
    ["1. a\n1. b\n1. c\n", removeAt(1), "1. a\n1. c\n"],
    ["1. a\n1. b\n\n1. c\n", swapFirst, undefined],
    ["0) a\n1) b\n", insertAt(1, "new"), "0) a\n1) new\n2) b\n"],
    ["5. a\n6. b\n7. c\n", removeAt(0), "5. b\n6. c\n"],
    ["0. a\n0. b\n", insertAt(2, "new"), "0. a\n0. b\n0. new\n"],
    ["1. a\n", insertAt(1, "new"), "1. a\n2. new\n"],
    [
      "- x\n\n  1. a\n  2. b\n  3. c\n- y\n",
      insertAt(1, "new"),
      "- x\n\n  1. a\n  2. new\n  3. b\n  4. c\n- y\n",
    ],
    ["> 1. a\n> 2. b\n", insertAt(1, "new"), "> 1. a\n> 2. new\n> 3. b\n"],
    ["1. a\n\n   more\n2. b\n\n   more\n", removeAt(0), "1. b\n\n   more\n"],
    ["1. a\n2. b\n2. c\n3. d\n", insertAt(3, "new"), "1. a\n2. b\n2. c\n4. new\n5. d\n"],
    ["x\r\n\r\n1. a\r\n2. b\r\n", insertAt(1, "new"), "x\r\n\r\n1. a\r\n2. new\r\n3. b\r\n"],
  ])("match the screen, or are all the same: %j", (source, change, wanted) => {
    if (wanted !== undefined) expect(arranged(source, change)).toBe(wanted);
    else expect(arranged(source, change)).toMatch(/^1\. b\n+1\. a\n+1\. c\n$/);
  });

  it("change their length together with the indentation of their items", () => {
    const nine = Array.from({ length: 9 }, (_, at) => `${at + 1}. item\n`).join("");
    const source =
      `${nine}10. ten\n\n    more\n\n    \`\`\`\n    code\n      deeper\n    \`\`\`\nlazy\n`.replace(
        "lazy\n",
        "",
      );
    expect(arranged(source, removeAt(0))).toBe(
      `${nine.slice(8).replace(/^\d+/gm, (n) => String(Number(n) - 1))}9. ten\n\n   more\n\n   \`\`\`\n   code\n     deeper\n   \`\`\`\n`,
    );
    const grown = source.replace("9. item", "9. item\n   - deep\n     - deeper");
    expect(arranged(grown, insertAt(0, "new"))).toContain(
      "\n10. item\n    - deep\n      - deeper\n11. ten\n\n    more\n",
    );
  });

  it("stay when an item is only edited, even if they are out of order", () => {
    const source = "1. a\n2. b\n2. c\n9. d\n";
    const change = (items: readonly EditorNode[]) => items.with(1, item("edited"));
    expect(arranged(source, change)).toBe(source.replace("b", "edited"));
  });

  it("match the screen after any edits of a list that counts up, at any place", () => {
    const edit = fc.record({
      at: fc.nat(5),
      kind: fc.constantFrom("insert", "remove", "move", "type"),
    });
    const places = fc.constantFrom("", "> ", "- x\n  ", "* x\n\n  ");
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 2, max: 5 }),
        fc.constantFrom(".", ")"),
        places,
        fc.array(edit, { minLength: 1, maxLength: 4 }),
        (first, count, sign, lead, edits) => {
          const prefix = (lead.split("\n").at(-1) ?? "").replace(/[^>\s]/g, " ");
          const lines = Array.from({ length: count }, (_, at) => `${first + at}${sign} item ${at}`);
          // Only a list that begins with 1 can interrupt a line of text.
          const source = `${first === 1 || lead !== "- x\n  " ? lead : "* x\n\n  "}${lines.join(`\n${prefix}`)}\n`;
          const saved = arranged(source, (items) =>
            edits.reduce<readonly EditorNode[]>((list, { at, kind }, step) => {
              const place = at % list.length;
              if (kind === "insert") return insertAt(place, `new ${step}`)(list);
              if (kind === "remove") return list.length > 1 ? removeAt(place)(list) : list;
              if (kind === "type") return list.with(place, item(`typed ${step}`));
              const [one] = list.slice(place, place + 1);
              return one ? [...removeAt(place)(list), one] : list;
            }, items),
          );
          const numbers = Array.from(saved.matchAll(/^[ >]*(\d+)[.)] /gm), ([, number]) =>
            Number(number),
          );
          expect(numbers).toEqual(numbers.map((_, at) => first + at));
        },
      ),
      { numRuns: 80 },
    );
  });

  it("match the screen when one item is added and another removed in one save", () => {
    const items = [0, 1, 2, 3, 4].map((at) => `${at}. item ${at}\n`).join("");
    const saved = arranged(items, (list) => removeAt(4)(insertAt(0, "new")(list)));
    expect(saved).toBe("0. new\n1. item 0\n2. item 1\n3. item 2\n4. item 4\n");
  });
});
