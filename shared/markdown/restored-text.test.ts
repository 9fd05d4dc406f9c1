import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffBlocks } from "./block-diff";
import { blocksOf } from "./document-slices";
import { parseDocument } from "./parse-document";
import { restoredText } from "./restored-text";

const version =
  "# Albums\n\n* By _name_.\n* Two.\n\n\nKept,\nhere.\n\nGone one.\n\n| a |\n|:-:|\n| 1 |\n";
const now = "New.\n\nTitle\n=====\n\n# Albums\n\n* By _date_.\n* Two.\n\n\nKept,\nhere.\n";

function restored(kinds: readonly string[], old = version, text = now): string | undefined {
  const [before, after] = [parseDocument(old), parseDocument(text)];
  return restoredText(before, after, diffBlocks(before, after), ({ kind }) => kinds.includes(kind));
}

describe("restoredText", () => {
  it("restores a block's own bytes and leaves all other blocks unchanged", () => {
    expect(restored(["changed"])).toBe(now.replace("_date_", "_name_"));
    expect(restored(["added"])).toBe(now.replace("New.\n\nTitle\n=====\n\n", ""));
    expect(restored(["removed"])).toBe(`${now}\nGone one.\n\n| a |\n|:-:|\n| 1 |\n`);
    expect(restored(["added", "changed", "removed"])).toBe(version);
    expect(restored([])).toBe(now);
  });

  it("keeps the document's line ends", () => {
    const crlf = now.replaceAll("\n", "\r\n");
    expect(restored(["changed"], version, crlf)).toBe(crlf.replace("_date_", "_name_"));
    expect(restored(["added", "changed", "removed"], version, crlf)).toBe(
      version.replaceAll("\n", "\r\n"),
    );
  });

  it("refuses where two lists would become one", () => {
    const [old, text] = ["- a b\n\nWords between.\n\n- c d\n", "- a b\n"];
    const [before, after] = [parseDocument(old), parseDocument(text)];
    const changes = diffBlocks(before, after);
    const last = blocksOf(before).at(-1)?.id;
    const only = restoredText(
      before,
      after,
      changes,
      (change) => change.kind === "removed" && change.before.id === last,
    );
    expect(only).toBeUndefined();
  });

  it("gives blocks that are parsed as the chosen ones", () => {
    const block = fc.constantFrom(
      "Para.",
      "# H",
      "- a\n- b",
      "> q",
      "```\nx\n```",
      "Other\nlines",
      "---",
    );
    const text = fc
      .array(block, { maxLength: 6 })
      .map((blocks) => blocks.map((each) => `${each}\n`).join("\n"));
    fc.assert(
      fc.property(
        text,
        text,
        fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
        (a, b, picks) => {
          const [before, after] = [parseDocument(a), parseDocument(b)];
          const changes = diffBlocks(before, after);
          const taken = new Set(changes.filter((_, index) => picks[index]));
          const result = restoredText(before, after, changes, (change) => taken.has(change));
          if (result === undefined) return;
          const wanted = changes.flatMap((change) => {
            if (!taken.has(change) && change.kind !== "removed") return [change.after.source];
            if (taken.has(change) && change.kind !== "added") return [change.before.source];
            return [];
          });
          expect(blocksOf(parseDocument(result)).map(({ source }) => source)).toEqual(wanted);
        },
      ),
    );
  });
});
