import fc from "fast-check";
import { expect, it } from "vitest";
import { treeRows } from "./file-tree";

const files = [
  { path: "README.md" },
  { path: "docs/a.md" },
  { path: "docs/deep/b.md" },
  { path: "src/lib/money.ts", status: "modified" as const },
  { path: "src/lib/rates.ts" },
  { path: "src/new.ts", status: "added" as const },
];

const words = (chosen: [string, boolean][] = []) =>
  treeRows(files, new Map(chosen)).map(
    (row) =>
      `${"  ".repeat(row.depth)}${row.name}${row.kind === "folder" ? `/ ${row.open ? "open" : "closed"} ${row.changed}` : ` ${row.status ?? ""}`}`,
  );

it("opens the folders with a change, and leaves the others closed", () => {
  expect(words()).toEqual([
    "README.md ",
    "docs/ closed 0",
    "src/ open 2",
    "  lib/ open 1",
    "    money.ts modified",
    "    rates.ts ",
    "  new.ts added",
  ]);
});

it("opens and closes the folders that the person chose", () => {
  expect(
    words([
      ["docs", true],
      ["src", false],
    ]),
  ).toEqual(["README.md ", "docs/ open 0", "  a.md ", "  deep/ closed 0", "src/ closed 2"]);
});

it("shows every file once all folders are open, each in its folder", () => {
  const name = fc.constantFrom("a", "b", "a.ts", "z-1", "Z");
  fc.assert(
    fc.property(fc.uniqueArray(fc.array(name, { minLength: 1, maxLength: 4 })), (parts) => {
      // A name is either a folder or a file.
      const paths = [...new Set(parts.map((each) => `${each.join("/")}.file`))].sort((a, b) =>
        a < b ? -1 : 1,
      );
      const open = new Map(
        paths.flatMap((path) =>
          path.split("/").map((_, index, all) => [all.slice(0, index).join("/"), true] as const),
        ),
      );
      const rows = treeRows(
        paths.map((path) => ({ path })),
        open,
      );
      expect(rows.flatMap((row) => (row.kind === "file" ? row.path : []))).toEqual(paths);
      const folders = rows.flatMap((row) => (row.kind === "folder" ? row.path : []));
      expect(new Set(folders).size).toBe(folders.length);
    }),
  );
});
