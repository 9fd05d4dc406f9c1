import type { RunChange } from "@shared/contracts/runs";
import { expect, it } from "vitest";
import { shownFiles } from "./shown-files";

const change: RunChange = {
  base: "a",
  commit: "b",
  files: [
    {
      path: "src/a.ts",
      status: "modified",
      oldMode: "100644",
      newMode: "100644",
      added: 2,
      removed: 1,
    },
    {
      path: "new.txt",
      status: "added",
      oldMode: "000000",
      newMode: "100644",
      added: 1,
      removed: 0,
    },
    {
      path: "gone.txt",
      status: "deleted",
      oldMode: "100644",
      newMode: "000000",
      added: 0,
      removed: 1,
    },
    {
      path: "to.txt",
      status: "renamed",
      oldMode: "100644",
      newMode: "100644",
      was: "from.txt",
      added: 0,
      removed: 0,
    },
    {
      path: "logo.png",
      status: "added",
      oldMode: "000000",
      newMode: "100644",
      bytes: 12_000,
      unshown: "binary",
    },
    { path: "empty", status: "added", oldMode: "000000", newMode: "100644", added: 0, removed: 0 },
  ],
  diff: `diff --git a/src/a.ts b/src/a.ts
index 1111111..2222222 100644
--- a/src/a.ts
+++ b/src/a.ts
@@ -10,2 +10,3 @@ function here() {
 same
-old
+new
+newer
\\ No newline at end of file
diff --git a/new.txt b/new.txt
new file mode 100644
index 0000000..3333333
--- /dev/null
+++ b/new.txt
@@ -0,0 +1 @@
+first
diff --git a/gone.txt b/gone.txt
deleted file mode 100644
index 3333333..0000000
--- a/gone.txt
+++ /dev/null
@@ -1 +0,0 @@
-last
diff --git a/from.txt b/to.txt
similarity index 100%
rename from from.txt
rename to to.txt
diff --git a/logo.png b/logo.png
new file mode 100644
index 0000000..4444444
Binary files /dev/null and b/logo.png differ
diff --git a/empty b/empty
new file mode 100644
index 0000000..e69de29
`,
};

it("gives each listed file its numbered lines", () => {
  const [first, added, gone] = shownFiles(change);
  expect(first?.hunks[0]).toMatchObject({ newStart: 10, heading: "function here() {" });
  expect(first?.hunks[0]?.lines).toEqual([
    { kind: "context", old: 10, new: 10, text: "same" },
    { kind: "removed", old: 11, text: "old" },
    { kind: "added", new: 11, text: "new" },
    { kind: "added", new: 12, text: "newer", noNewline: true },
  ]);
  expect(added?.hunks[0]?.lines).toEqual([{ kind: "added", new: 1, text: "first" }]);
  expect(gone?.hunks[0]?.lines).toEqual([{ kind: "removed", old: 1, text: "last" }]);
});

it("gives the reason why a file has no lines", () => {
  const [, , , renamed, binary, empty] = shownFiles(change);
  expect(renamed).toMatchObject({ was: "from.txt", absence: "Only its name changed." });
  expect(binary?.absence).toContain("binary");
  expect(empty?.absence).toContain("empty");
  expect(binary?.left).toBe("binary, 12 KB");
});

it("names omitted content with its size, until the file is requested individually", () => {
  const [first] = change.files;
  if (first === undefined) throw new Error("There is no file.");
  const long = {
    ...change,
    diff: "",
    files: [{ ...first, bytes: 5_000_000, unshown: "long" as const }],
  };
  expect(shownFiles(long)[0]).toMatchObject({ left: "long, 5.0 MB", hunks: [] });
  const opened = new Map([[first.path, { diff: change.diff, cut: false }]]);
  const [whole] = shownFiles(long, opened);
  expect(whole?.left).toBeUndefined();
  expect(whole?.hunks).toHaveLength(1);
  const [most] = shownFiles(long, new Map([[first.path, { diff: change.diff, cut: true }]]));
  expect(most?.left).toContain("64 MB");
});

it("names the kind of programs, links and submodules, and the target of a link", () => {
  const file = { path: "x", status: "added", oldMode: "000000", added: 1, removed: 0 } as const;
  const diff = (mode: string, line: string) =>
    `diff --git a/x b/x\nnew file mode ${mode}\nindex 0000000..1111111\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+${line}\n`;
  const notes = (newMode: string, line: string) =>
    shownFiles({ ...change, files: [{ ...file, newMode }], diff: diff(newMode, line) })[0]?.notes;
  expect(notes("100644", "a")).toEqual([]);
  expect(notes("100755", "#!/bin/sh")).toEqual(["A program."]);
  expect(notes("120000", "../../etc/passwd")).toEqual(["A link to ../../etc/passwd."]);
  expect(notes("160000", "Subproject commit 1")?.[0]).toContain("A submodule.");
});

it("shows both parts of a file that became a link", () => {
  const parts = `diff --git a/x b/x
deleted file mode 100644
index 1111111..0000000
--- a/x
+++ /dev/null
@@ -1 +0,0 @@
-text
diff --git a/x b/x
new file mode 120000
index 0000000..2222222
--- /dev/null
+++ b/x
@@ -0,0 +1 @@
+/etc/passwd
\\ No newline at end of file
`;
  const [shown] = shownFiles({
    ...change,
    files: [
      {
        path: "x",
        status: "type-changed",
        oldMode: "100644",
        newMode: "120000",
        added: 1,
        removed: 1,
      },
    ],
    diff: parts,
  });
  expect(shown?.notes).toEqual(["Was a file, is now a link to /etc/passwd."]);
  expect(shown?.hunks.flatMap(({ lines }) => lines.map(({ text }) => text))).toEqual([
    "text",
    "/etc/passwd",
  ]);
});
