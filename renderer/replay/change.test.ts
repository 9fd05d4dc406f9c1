import type { RunChange } from "@shared/contracts/runs";
import { expect, it } from "vitest";
import { shownFiles } from "./change";

const change: RunChange = {
  base: "a",
  commit: "b",
  cut: false,
  files: [
    { path: "src/a.ts", status: "modified", added: 2, removed: 1 },
    { path: "new.txt", status: "added", added: 1, removed: 0 },
    { path: "gone.txt", status: "deleted", added: 0, removed: 1 },
    { path: "to.txt", status: "renamed", added: 0, removed: 0 },
    { path: "logo.png", status: "added" },
    { path: "empty", status: "added", added: 0, removed: 0 },
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

it("gives each listed file its lines, with their numbers", () => {
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

it("says in words why a file has no lines", () => {
  const [, , , renamed, binary, empty] = shownFiles(change);
  expect(renamed).toMatchObject({ was: "from.txt", absence: "Only its name changed." });
  expect(binary?.absence).toContain("binary");
  expect(empty?.absence).toContain("empty");
  const cut = shownFiles({ ...change, diff: "", cut: true });
  expect(cut[0]?.absence).toContain("too long");
});
