import { parseDiff, pathOf } from "@shared/review/unified-diff";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readChange } from "./read-change";
import { type TestRepository, testRepository } from "./testing";

let test: TestRepository;
beforeEach(async () => {
  test = await testRepository({ "first.txt": "first\n" });
});
afterEach(() => test.dispose());

/** The parsed difference between two sets of files, as printed by git. */
async function between(before: Record<string, string>, after: Record<string, string>) {
  for (const [path, text] of Object.entries(before)) test.put(`repo/${path}`, text);
  const base = await test.commit("before");
  for (const path of Object.keys(before)) test.remove(`repo/${path}`);
  for (const [path, text] of Object.entries(after)) test.put(`repo/${path}`, text);
  const change = await readChange(test.repo, base, await test.commit("after"));
  return { change, files: parseDiff(change.diff) };
}

describe("parseDiff reads git's output", () => {
  it("for names of every kind", async () => {
    const names = [
      "x b/y z.txt",
      "a\nb",
      'q"t',
      "tab\there",
      "naïve 名",
      "back\\slash",
      "-n",
      " lead",
    ];
    const { files } = await between(
      Object.fromEntries(names.map((name) => [name, "one\n"])),
      Object.fromEntries(names.map((name) => [name, "two\n"])),
    );
    expect(files.map(pathOf).sort()).toEqual([...names].sort());
    expect(files.every((file) => file.oldPath === file.newPath)).toBe(true);
  });

  it("for renames, modes, links, binary and empty files, lines that look like marks", async () => {
    test.put("repo/tool b/x", "#!/bin/sh\n");
    test.link("repo/link", "a");
    const { files, change } = await between(
      { "old b/name": "a\nb\nc\nd\ne\n", bin: "\0\u0001", gone: "-- a\n++ b\n", "no end": "a" },
      {
        "new b/name": "a\nb\nc\nd\ne\n",
        bin: "\0\u0002",
        empty: "",
        fresh: "++ x\n@@ y\n",
        "no end": "b",
      },
    );
    expect(change.files.map((file) => file.path)).toEqual(files.map(pathOf));
    const byPath = Object.fromEntries(files.map((file) => [pathOf(file), file]));
    expect(byPath["new b/name"]).toMatchObject({ oldPath: "old b/name", hunks: [] });
    expect(byPath["bin"]).toMatchObject({ binary: true, hunks: [] });
    expect(byPath["empty"]).toEqual({
      newPath: "empty",
      newMode: "100644",
      binary: false,
      hunks: [],
    });
    expect(byPath["gone"]?.newPath).toBeUndefined();
    expect(byPath["gone"]?.hunks[0]?.lines).toEqual([
      { kind: "removed", text: "-- a", old: 1 },
      { kind: "removed", text: "++ b", old: 2 },
    ]);
    expect(byPath["fresh"]?.hunks[0]?.lines.map((line) => line.text)).toEqual(["++ x", "@@ y"]);
    expect(byPath["no end"]?.hunks[0]?.lines).toEqual([
      { kind: "removed", text: "a", old: 1, noNewline: true },
      { kind: "added", text: "b", new: 1, noNewline: true },
    ]);

    test.setMode("repo/tool b/x", 0o755);
    const base = await test.git("rev-parse", "HEAD");
    const modes = parseDiff((await readChange(test.repo, base, await test.commit("mode"))).diff);
    expect(modes).toEqual([
      {
        oldPath: "tool b/x",
        newPath: "tool b/x",
        oldMode: "100644",
        newMode: "100755",
        binary: false,
        hunks: [],
      },
    ]);
  });

  it("so that the old text and the hunks give the new text", async () => {
    const line = fc.constantFrom(
      "a",
      "b",
      "",
      "-x",
      "+x",
      "@@ -1 +1 @@",
      "diff --git a/x b/x",
      "\\ No",
      "\r",
    );
    const text = fc
      .tuple(fc.array(line, { maxLength: 30 }), fc.boolean())
      .map(([lines, end]) => lines.join("\n") + (end ? "\n" : ""));
    await fc.assert(
      fc.asyncProperty(text, text, async (before, after) => {
        const { files } = await between({ "f.txt": before }, { "f.txt": after });
        const lines = files.find((file) => pathOf(file) === "f.txt")?.hunks ?? [];
        expect(applied(before, lines)).toBe(after);
      }),
      { numRuns: 25 },
    );
  });
});

function applied(before: string, hunks: ReturnType<typeof parseDiff>[number]["hunks"]): string {
  const old = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let result = "";
  let at = 0;
  for (const hunk of hunks) {
    // A hunk without old lines has the number of the line before it.
    const start = hunk.lines.some((line) => line.old !== undefined)
      ? hunk.oldStart - 1
      : hunk.oldStart;
    result += old.slice(at, start).join("");
    at = start;
    for (const line of hunk.lines) {
      if (line.kind !== "removed") result += line.text + (line.noNewline ? "" : "\n");
      if (line.kind !== "added") at += 1;
    }
  }
  return result + old.slice(at).join("");
}
