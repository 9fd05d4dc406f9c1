import { describe, expect, it } from "vitest";
import { circles, inspect, sourceFiles, unknownPlaces, violations } from "./boundaries.mjs";
import { rooms } from "./boundary-rules.mjs";
import { root } from "./root.mjs";

/** For each rule: a file that keeps it, a file that breaks it, and the message for the second. */
const cases = [
  {
    rule: "shared/ imports itself",
    kept: ["shared/tasks/graph.ts", `import { parse } from "../specs/task-line";`],
    broken: ["shared/tasks/graph.ts", `import { parse } from "../../electron/engine/files/read";`],
    says: "shared/ may not import electron/engine/files/read",
  },
  {
    rule: "shared/ uses relative paths inside",
    kept: ["shared/a.ts", `import { b } from "./b";`],
    broken: ["shared/a.ts", `import { b } from "@shared/b";`],
    says: "write a relative path",
  },
  {
    rule: "shared/ imports pure packages",
    kept: [
      "shared/a.ts",
      `import { z } from "zod";\nimport { gfm } from "micromark-extension-gfm";`,
    ],
    broken: ["shared/a.ts", `import { useState } from "react";`],
    says: "only pure packages",
  },
  {
    rule: "tests in shared/ may import packages for comparison",
    kept: ["shared/a.test.ts", `import { Terminal } from "@xterm/headless";`],
    broken: ["shared/a.ts", `import { Terminal } from "@xterm/headless";`],
    says: "only pure packages",
  },
  {
    rule: "the editor's schema is declared in shared/editor/",
    kept: [
      "shared/editor/schema.ts",
      `import { Node } from "@tiptap/pm/model";\nimport { Code } from "@tiptap/extension-code";`,
    ],
    broken: ["shared/markdown/save.ts", `import { Node } from "@tiptap/pm/model";`],
    says: "@tiptap/pm is not among them",
  },
  {
    rule: "the editor's schema draws nothing",
    kept: ["renderer/documents/a.tsx", `import { useEditor } from "@tiptap/react";`],
    broken: ["shared/editor/schema.ts", `import { Editor } from "@tiptap/react";`],
    says: "only pure packages",
  },
  {
    rule: "shared/ imports no node: modules",
    kept: ["shared/a.test.ts", `import { tmpdir } from "node:os";`],
    broken: ["shared/a.ts", `import { tmpdir } from "os";`],
    says: "node: modules (node:os)",
  },
  {
    rule: "electron/ does not import renderer/",
    kept: ["electron/engine/git/log.ts", `import { run } from "./run";`],
    broken: ["electron/engine/git/log.ts", `import type { Tab } from "../../../renderer/ui/tab";`],
    says: "electron/engine/ may not import renderer/ui/tab",
  },
  {
    rule: "the pty host does not import the engine",
    kept: ["electron/pty-host/session.ts", `import { mark } from "../run-folder/mark";`],
    broken: ["electron/pty-host/session.ts", `import { start } from "../engine/runs/start";`],
    says: "electron/pty-host/ may not import electron/engine/runs/start",
  },
  {
    rule: "the engine imports only the protocol of the pty host",
    kept: ["electron/engine/runs/a.ts", `import { Order } from "../../pty-host/protocol";`],
    broken: ["electron/engine/runs/a.ts", `import { Session } from "../../pty-host/session";`],
    says: "electron/engine/ may not import electron/pty-host/session",
  },
  {
    rule: "main imports only the connection to the engine",
    kept: ["electron/window/a.ts", `import { Caller } from "../engine/api/caller";`],
    broken: ["electron/window/a.ts", `import { status } from "../engine/git/status";`],
    says: "electron/window/ may not import electron/engine/git/status",
  },
  {
    rule: "the built-in agent is a program of its own",
    kept: ["electron/built-in-agent/a.ts", `import { opensDoors } from "../system/environment";`],
    broken: ["electron/built-in-agent/a.ts", `import { git } from "../engine/git/git";`],
    says: "electron/built-in-agent/ may not import electron/engine/git/git",
  },
  {
    rule: "only tests may import across several rooms",
    kept: ["electron/pty-host/a.test.ts", `import { verify } from "../engine/recordings/verify";`],
    broken: ["electron/pty-host/a.ts", `import { verify } from "../engine/recordings/verify";`],
    says: "electron/pty-host/ may not import electron/engine/recordings/verify",
  },
  {
    rule: "renderer/ does not import electron/",
    kept: ["renderer/board/board.tsx", `import type { Call } from "@shared/contracts/call";`],
    broken: ["renderer/board/board.tsx", `import type { Api } from "../../electron/preload";`],
    says: "may not import electron/preload",
  },
  {
    rule: "shared/ is reached through @shared",
    kept: ["electron/engine/git/log.ts", `import { x } from "@shared/x";`],
    broken: ["electron/engine/git/log.ts", `import { x } from "../../../shared/x";`],
    says: "write @shared/…",
  },
  {
    rule: "places do not import each other",
    kept: ["renderer/board/board.tsx", `import { Button } from "../ui/button";`],
    broken: ["renderer/board/board.tsx", `import { Terminal } from "../runs/terminal";`],
    says: "renderer/board/ may not import renderer/runs/terminal",
  },
  {
    rule: "widgets import no place",
    kept: ["renderer/ui/split.tsx", `import { usePreference } from "../store/preferences";`],
    broken: ["renderer/ui/split.tsx", `import { Board } from "../board/board";`],
    says: "renderer/ui/ may not import renderer/board/board",
  },
  {
    rule: "the store imports no widget",
    kept: ["renderer/store/drafts.ts", `import { database } from "./database";`],
    broken: ["renderer/store/drafts.ts", `import { Dialog } from "../ui/Dialog";`],
    says: "renderer/store/ may not import renderer/ui/Dialog",
  },
  {
    rule: "the shell puts places together",
    kept: ["renderer/app/routes.tsx", `const page = import("../documents/page");`],
    broken: ["renderer/documents/page.tsx", `import { routes } from "../app/routes";`],
    says: "renderer/documents/ may not import renderer/app/routes",
  },
  {
    rule: "renderer/ imports no node: modules",
    kept: ["renderer/ui/a.test.tsx", `import { readFileSync } from "node:fs";`],
    broken: ["renderer/ui/a.tsx", `import { join } from "node:path";`],
    says: "node: modules (node:path)",
  },
  {
    rule: "every folder has a zone",
    kept: ["renderer/welcome/welcome.tsx", ""],
    broken: ["renderer/extras/extra.tsx", ""],
    says: "stands in no room",
  },
  {
    rule: "the preload carries only electron and shared/",
    kept: ["electron/preload.ts", `import { contextBridge, ipcRenderer } from "electron";`],
    broken: ["electron/preload.ts", `import { open } from "./engine/open";`],
    says: "electron/preload.ts may not import electron/engine/open",
  },
  {
    rule: "the engine imports no windows",
    kept: ["electron/engine/engine.ts", `import { openSettings } from "../settings/settings";`],
    broken: ["electron/engine/engine.ts", `import { emit } from "../window/emit";`],
    says: "electron/engine/ may not import electron/window/emit",
  },
  {
    rule: "electron only at its doors",
    kept: ["electron/window/window.ts", `import { BrowserWindow } from "electron";`],
    broken: [
      "electron/engine/runs/supervisor.ts",
      `import type { BrowserWindow } from "electron";`,
    ],
    says: "the electron module (electron) only in",
  },
  {
    rule: "ipcMain only in electron/window/listen.ts",
    kept: ["electron/window/listen.ts", `import { ipcMain } from "electron";`],
    broken: ["electron/main.ts", `import { app, ipcMain as door } from "electron";`],
    says: "ipcMain (electron) only in electron/window/listen.ts",
  },
  {
    rule: "ipcMain cannot be imported with the whole module",
    kept: ["electron/main.ts", `import { app } from "electron";`],
    broken: ["electron/main.ts", `import * as electron from "electron";`],
    says: "ipcMain (electron) only in electron/window/listen.ts",
  },
  {
    rule: "ipcRenderer only in the preload",
    kept: ["electron/preload.ts", `import { ipcRenderer } from "electron";`],
    broken: ["electron/window/window.ts", `import { ipcRenderer } from "electron";`],
    says: "ipcRenderer (electron) only in electron/preload.ts",
  },
  {
    rule: "processes only in git/ and runs/",
    kept: ["electron/engine/git/run.ts", `import { spawn } from "node:child_process";`],
    broken: ["electron/engine/files/open.ts", `import { spawn } from "child_process";`],
    says: "starting processes (node:child_process)",
  },
  {
    rule: "tests may start processes",
    kept: ["electron/engine/files/watch.test.ts", `import { spawn } from "node:child_process";`],
    broken: ["electron/engine/files/watch.ts", `const { spawn } = require("node:child_process");`],
    says: "starting processes",
  },
  {
    rule: "git is started only in electron/engine/git/",
    kept: ["electron/engine/git/run.ts", `spawn("git", args);`],
    broken: ["electron/engine/runs/worktree.ts", `await execFile("git", ["worktree", "list"]);`],
    says: "starts git outside its door",
  },
  {
    rule: "files only at their doors",
    kept: ["electron/engine/files/write.ts", `import { open } from "node:fs/promises";`],
    broken: ["electron/window/read.ts", `export { readFile } from "node:fs/promises";`],
    says: "the file system (node:fs/promises) only in",
  },
  {
    rule: "pseudo-terminals only in the pty host",
    kept: ["electron/pty-host/host.ts", `import { spawn } from "node-pty";`],
    broken: ["electron/engine/runs/supervisor.ts", `import type { IPty } from "node-pty";`],
    says: "pseudo-terminals (node-pty)",
  },
  {
    rule: "the model only in agents and the assistant",
    kept: ["electron/built-in-agent/agent.ts", `import A from "@anthropic-ai/sdk";`],
    broken: ["electron/engine/settings/keys.ts", `import A from "@anthropic-ai/sdk";`],
    says: "the model (@anthropic-ai/sdk)",
  },
  {
    rule: "git objects only in electron/engine/git/",
    kept: ["electron/engine/git/history.ts", `import git from "isomorphic-git";`],
    broken: ["electron/engine/files/read.ts", `import git from "isomorphic-git";`],
    says: "git objects (isomorphic-git)",
  },
  {
    rule: "the database only in the store",
    kept: ["renderer/store/database.ts", `import Dexie from "dexie";`],
    broken: ["renderer/documents/draft.ts", `import Dexie from "dexie";`],
    says: "the local database (dexie)",
  },
  {
    rule: "e2e/ takes only types of the app",
    kept: ["e2e/loop.test.ts", `import type { Bridge } from "../electron/window/bridge";`],
    broken: ["e2e/loop.test.ts", `import { Bridge } from "../electron/window/bridge";`],
    says: "e2e/ may not import electron/window/bridge",
  },
  {
    rule: "scripts/ stand alone",
    kept: ["scripts/a.mjs", `import { run } from "./run.mjs";\nimport "node:fs";`],
    broken: ["scripts/a.mjs", `import { x } from "../shared/x.ts";`],
    says: "scripts/ may not import shared/x",
  },
  {
    rule: "a test is imported by tests only",
    kept: ["shared/a.test.ts", `import { fixture } from "./b.test";`],
    broken: ["shared/a.ts", `import { fixture } from "./b.test";`],
    says: "imports the test shared/b.test",
  },
  {
    rule: "shared code of tests is imported by tests only",
    kept: ["shared/a.test.ts", `import { anyGraph } from "./testing";`],
    broken: ["shared/a.ts", `import { anyGraph } from "./testing";`],
    says: "imports the test shared/testing",
  },
  {
    rule: "test packages only in tests",
    kept: ["electron/engine/files/testing.ts", `import { it } from "vitest";`],
    broken: ["electron/engine/files/a.ts", `import fc from "fast-check";`],
    says: "fast-check only in tests",
  },
  {
    rule: "names of modules can be read",
    kept: ["electron/main.ts", "const later = await import(`./window/window`);"],
    broken: ["electron/main.ts", "const later = await import(name);"],
    says: "cannot be read here",
  },
];

describe("each rule", () => {
  it.each(cases)("$rule", ({ kept, broken, says }) => {
    expect(inspect(...kept)).toEqual([]);
    const [path, text] = broken;
    const found = inspect(path, text);
    expect(found.map((each) => each.rule).join("\n")).toContain(says);
  });
});

describe("every way to import", () => {
  it.each([
    `import "node:fs";`,
    `import fs from "fs";`,
    `import type { Stats } from "node:fs";`,
    `export * from "node:fs";`,
    `export { readFile } from "node:fs";`,
    `await import("node:fs");`,
    `require("node:fs");`,
    `import fs = require("node:fs");`,
    `createRequire(import.meta.url)("node:fs");`,
    `process.getBuiltinModule("fs");`,
    `let stats: import("node:fs").Stats;`,
    `import.meta.glob("node:fs");`,
  ])("%s", (text) => {
    expect(inspect("electron/window/door.ts", text)).toMatchObject([
      { file: "electron/window/door.ts", line: 1 },
    ]);
  });

  it("names the line", () => {
    expect(inspect("shared/a.ts", `\n\nimport "react";`)).toMatchObject([{ line: 3 }]);
  });
});

describe("nothing passes unread", () => {
  it.each(rooms)("%s must hold a source file", (room) => {
    const whole = new Map(rooms.map((each) => [`${each}a.ts`, ""]));
    const missing = { file: room, line: 1, rule: expect.stringContaining("missing") };
    expect(violations(whole)).not.toContainEqual(missing);
    whole.delete(`${room}a.ts`);
    expect(violations(whole)).toContainEqual(missing);
  });

  it("refuses a row about a place without source files", () => {
    const paths = ["shared/a.ts", "shared/base/b.ts"];
    expect(unknownPlaces(paths, ["shared/", "shared/base/", "shared/a.ts"])).toEqual([]);
    expect(unknownPlaces(paths, ["shared/assistant/"])).toMatchObject([
      { rule: expect.stringContaining("names shared/assistant/, which holds no source file") },
    ]);
  });

  it("refuses a file that does not parse", () => {
    expect(inspect("shared/a.ts", "import {")).toMatchObject([{ file: "shared/a.ts" }]);
  });

  it("refuses sources outside the rooms", () => {
    expect(inspect("lib/a.ts", "")).toMatchObject([{ file: "lib/a.ts" }]);
  });
});

describe("circles of imports", () => {
  const rulesOf = (sources) => violations(new Map(sources)).map(({ rule }) => rule);
  const inCircles = (sources) => rulesOf(sources).filter((rule) => rule.includes("circle"));

  it("are refused, and the refusal names the files", () => {
    const sources = [
      ["shared/a.ts", `import { b } from "./b/b";`],
      ["shared/b/b.ts", `export * from "..";`],
      ["shared/index.ts", `export const c = () => import("./a");`],
      ["shared/d.ts", `import { a } from "./a";`],
    ];
    expect(inCircles(sources)).toEqual([
      "imports itself in a circle: shared/a.ts -> shared/b/b.ts -> shared/index.ts -> shared/a.ts",
    ]);
    expect(inCircles(sources.slice(1))).toEqual([]);
  });

  it("are refused when they import types only, and through @shared", () => {
    const sources = [
      ["electron/a.ts", `import type { B } from "./b";`],
      ["electron/b.ts", `import { c } from "@shared/c";\nimport { type A } from "./a";`],
      ["shared/c.ts", `import { c } from "./c";`],
    ];
    expect(inCircles(sources)).toEqual([
      "imports itself in a circle: electron/a.ts -> electron/b.ts -> electron/a.ts",
      "imports itself in a circle: shared/c.ts -> shared/c.ts",
    ]);
  });

  it("are named once for each group of files, by a shortest circle", () => {
    const graph = new Map([
      ["a", ["b", "c"]],
      ["b", ["c"]],
      ["c", ["a"]],
      ["x", ["y", "a"]],
      ["y", ["x"]],
      ["z", ["x"]],
    ]);
    expect(circles(graph)).toEqual([
      ["a", "c"],
      ["x", "y"],
    ]);
  });
});

it("makes every terminal of the app sturdy where it is made", () => {
  const terminal = /new (?:\w+\.)?Terminal\(/g;
  const made = [...sourceFiles(root)]
    .filter(([path]) => /^(?:shared|electron|renderer)\/.*(?<!\.test)\.tsx?$/.test(path))
    .flatMap(([path, text]) =>
      [...text.matchAll(terminal)].map(({ index }) => ({ path, before: text.slice(0, index) })),
    );
  expect(made.length).toBeGreaterThan(4);
  const bare = made.filter(({ before }) => !/makeSturdy\(\s*$/.test(before));
  expect(bare.map(({ path }) => path)).toEqual([]);
});
