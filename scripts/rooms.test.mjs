// Compares the map of rooms in ARCHITECTURE.md with the folders, and its entry files with the build.

import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, test } from "vitest";
import { root } from "./root.mjs";

const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");

/** Every path of the map: a name at the beginning of a line, inside of the folder that the indentation gives. */
function mapped() {
  const block = /^## Rooms\n+```\n([\s\S]*?)^```/m.exec(text)?.[1] ?? "";
  const within = [];
  const paths = [];
  for (const line of block.split("\n")) {
    const [, indent, names] = /^( *)((?:\S*[./]\S* )*\S*(?:\/|\.[a-z]+))(?: |$)/.exec(line) ?? [];
    if (!names) continue;
    const depth = indent.length / 2;
    const parent = depth > 0 ? within[depth - 1] : "";
    const here = names.split(" ").map((name) => posix.join(parent, name));
    within.length = depth;
    within[depth] = here.at(-1);
    paths.push(...here);
  }
  return paths;
}

/** The folders of a folder and their subfolders; from depth 2 only those of the folder itself. */
function folders(inside, depth = 1) {
  return readdirSync(join(root, inside), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => {
      const path = posix.join(inside, entry.name);
      return [`${path}/`, ...(depth < 2 ? folders(path, depth + 1) : [])];
    });
}

test("each path in the map of rooms is there", () => {
  const paths = mapped();
  expect(paths.length).toBeGreaterThan(30);
  const missing = paths.filter((path) => {
    const found = statSync(join(root, path), { throwIfNoEntry: false });
    return !found || found.isDirectory() !== path.endsWith("/");
  });
  expect(missing).toEqual([]);
});

test("each room is in the map", () => {
  const paths = new Set(mapped());
  const rooms = [...folders("electron"), ...folders("shared", 2), ...folders("renderer", 2)];
  expect(rooms.filter((folder) => !paths.has(folder))).toEqual([]);
});

test("each process and thread that is built has its entry file in the page, once", () => {
  const config = readFileSync(join(root, "electron.vite.config.ts"), "utf8");
  const entries = [...config.matchAll(/"electron\/([^"]+\.ts)"/g)].map((match) => match[1]);
  expect(entries.length).toBeGreaterThan(8);
  const section = text.slice(
    text.indexOf("| Room of"),
    text.indexOf("The rules between the rooms"),
  );
  const named = [...section.matchAll(/`([^`]+\.ts)`/g)].map((match) => match[1]);
  expect(named.filter((name) => name !== "-thread.ts").sort()).toEqual(
    entries.filter((entry) => entry !== "preload.ts").sort(),
  );
});

test("each word on screen is in the file that the page names first", () => {
  const section = text.slice(text.indexOf("## Where a word on screen is"));
  const rows = [...section.matchAll(/^\| ([A-Z][^|(]*?) (?:\([^|]*)?\| (`.*`) \|$/gm)];
  expect(rows.length).toBeGreaterThanOrEqual(10);
  const wrong = rows.filter(([, words, cell]) => {
    const [first, ...others] = [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
    const there = (path) => statSync(join(root, path), { throwIfNoEntry: false })?.isFile();
    return (
      !others.every(there) ||
      !there(first) ||
      !readFileSync(join(root, first), "utf8").includes(words)
    );
  });
  expect(wrong.map(([, words]) => words)).toEqual([]);
});

test("each file that the page names is there", () => {
  const places = [
    "",
    "electron/",
    "electron/engine/git/",
    "electron/engine/runs/",
    "shared/markdown/",
    "shared/tasks/",
    "renderer/documents/",
    "electron/pty-host/",
    "electron/engine/",
  ];
  const named = [...text.matchAll(/`([\w./-]+\/|[\w./-]+\.(?:ts|tsx|mjs|md))`/g)].map(
    (match) => match[1],
  );
  expect(named.length).toBeGreaterThan(50);
  const made = new Set(["tasks.md", "-thread.ts"]);
  const found = (path) =>
    places.some((place) => statSync(join(root, place, path), { throwIfNoEntry: false }));
  expect(
    [...new Set(named)].filter(
      (path) =>
        !made.has(path) && !path.startsWith("refs/") && !path.startsWith("specs/") && !found(path),
    ),
  ).toEqual([]);
});
