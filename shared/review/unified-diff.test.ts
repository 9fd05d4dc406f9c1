import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDiff, pathOf } from "./unified-diff";

const diff = `diff --git a/a.ts b/a.ts
index 1111111..2222222 100644
--- a/a.ts
+++ b/a.ts
@@ -10,3 +10,4 @@ function f() {
 one
-two
+2
+3
 four
@@ -40 +41 @@
-old
+new
\\ No newline at end of file
diff --git "a/n\\303\\251 \\"x\\".txt" "b/n\\303\\251 \\"x\\".txt"
new file mode 100755
index 0000000..3333333
--- /dev/null
+++ "b/n\\303\\251 \\"x\\".txt"
@@ -0,0 +1 @@
+x
`;

describe("parseDiff", () => {
  it("numbers the lines of both sides", () => {
    const [file] = parseDiff(diff);
    expect(file).toMatchObject({
      oldPath: "a.ts",
      newPath: "a.ts",
      oldMode: "100644",
      binary: false,
    });
    expect(file?.hunks.map(({ heading, lines }) => ({ heading, lines }))).toEqual([
      {
        heading: "function f() {",
        lines: [
          { kind: "context", text: "one", old: 10, new: 10 },
          { kind: "removed", text: "two", old: 11 },
          { kind: "added", text: "2", new: 11 },
          { kind: "added", text: "3", new: 12 },
          { kind: "context", text: "four", old: 12, new: 13 },
        ],
      },
      {
        heading: "",
        lines: [
          { kind: "removed", text: "old", old: 40 },
          { kind: "added", text: "new", new: 41, noNewline: true },
        ],
      },
    ]);
  });

  it("reads quoted names and modes", () => {
    const file = parseDiff(diff)[1];
    expect(file).toMatchObject({ newPath: 'né "x".txt', newMode: "100755" });
    expect(file).not.toHaveProperty("oldPath");
  });

  it("never fails for a diff that is cut anywhere, and does not invent lines", () => {
    for (let end = 0; end <= diff.length; end += 1) {
      const files = parseDiff(diff.slice(0, end));
      expect(files.length).toBeLessThanOrEqual(2);
    }
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("@", "-", "+", " ", "1", ",", "\n", "\\", '"', "d") }),
        (noise) => {
          const files = parseDiff(`diff --git ${noise}`);
          const lines = files.flatMap((file) => file.hunks.flatMap((hunk) => hunk.lines));
          expect(lines.length).toBeLessThanOrEqual(noise.split("\n").length);
          expect(files.map(pathOf).every((path) => typeof path === "string")).toBe(true);
        },
      ),
    );
  });
});
