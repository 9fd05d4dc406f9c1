// The boundary rules as data. A path ends in "/" when it means everything below it. There is no list of
// exceptions: what is allowed is a line here, with its reason, or it is not allowed.

/** Folders with source files. Each must exist and hold some, so that no rule passes on nothing. */
export const rooms = ["shared/", "electron/", "renderer/", "e2e/", "scripts/"];

/**
 * What each zone may import of this project; the most specific zone that holds a file counts.
 * `types`: may be imported as types only. `tests`: only test files may import it; they go through a chain of
 * rooms, such as from a recording to its verification. A file in a room that no zone names is refused.
 */
export const zones = [
  { zone: "shared/", may: ["shared/"] },
  // Below electron/ a file's room says which process the file runs in; ARCHITECTURE.md has the table.
  // The composition roots put a process together, each from its own rooms.
  {
    zone: "electron/main.ts",
    may: ["electron/window/", "electron/built-in-agent/", "electron/system/"],
  },
  {
    zone: "electron/cli.ts",
    may: ["electron/cli/", "electron/settings/", "electron/system/", "shared/"],
  },
  // Any process.
  { zone: "electron/system/", may: ["electron/system/", "shared/"] },
  { zone: "electron/settings/", may: ["electron/settings/", "electron/system/", "shared/"] },
  // The engine and the pty host, one after the other.
  {
    zone: "electron/run-folder/",
    may: ["electron/run-folder/", "electron/system/", "shared/"],
    tests: ["electron/"],
  },
  {
    zone: "electron/terminal-screen/",
    may: ["electron/terminal-screen/", "electron/run-folder/", "electron/system/", "shared/"],
  },
  // The pty host.
  {
    zone: "electron/pty-host/",
    may: [
      "electron/pty-host/",
      "electron/run-folder/",
      "electron/terminal-screen/",
      "electron/system/",
      "shared/",
    ],
    tests: ["electron/"],
  },
  // The record says which version of the app wrote it; the build puts the number in.
  { zone: "electron/system/app-version.ts", may: ["package.json"] },
  // A program of its own.
  {
    zone: "electron/built-in-agent/",
    may: ["electron/built-in-agent/", "electron/system/", "shared/"],
  },
  // The engine is a process without windows; under the command line there is not even Electron.
  {
    zone: "electron/engine/",
    may: [
      "electron/engine/",
      "electron/run-folder/",
      "electron/terminal-screen/",
      "electron/settings/",
      "electron/system/",
      "electron/pty-host/protocol.ts",
      "electron/built-in-agent/assignment.ts",
      "electron/built-in-agent/exchange.ts",
      "electron/built-in-agent/model.ts",
      "shared/",
    ],
    tests: ["electron/"],
  },
  {
    zone: "electron/cli/",
    may: [
      "electron/cli/",
      "electron/engine/",
      "electron/run-folder/",
      "electron/settings/",
      "electron/system/",
      "shared/",
    ],
  },
  // Main's part knows of the engine how it is reached, and no more.
  {
    zone: "electron/window/",
    may: [
      "electron/window/",
      "electron/engine/api/caller.ts",
      "electron/engine/api/door.ts",
      "electron/engine/link.ts",
      "electron/engine/main-link.ts",
      "electron/settings/",
      "electron/system/",
      "shared/",
    ],
    types: ["electron/engine/", "electron/pty-host/"],
  },
  // The preload runs beside the page and is bundled on its own; it only carries messages.
  { zone: "electron/preload.ts", may: ["shared/"] },
  // The renderer's root files and its shell put the places together.
  { zone: "renderer/app/", may: ["renderer/", "shared/"] },
  { zone: "renderer/main.tsx", may: ["renderer/", "shared/"] },
  // Each row may import those above it: what is remembered, the widgets that remember it, the places.
  { zone: "renderer/store/", may: ["renderer/store/", "shared/"] },
  { zone: "renderer/ui/", may: ["renderer/ui/", "renderer/store/", "shared/"] },
  ...["documents", "board", "runs", "replay", "settings", "welcome"].map((place) => ({
    zone: `renderer/${place}/`,
    may: [`renderer/${place}/`, "renderer/ui/", "renderer/store/", "shared/"],
  })),
  // The player inside exported web pages: a program of its own, which knows nothing of the window.
  { zone: "renderer/exported/", may: ["renderer/exported/", "shared/"] },
  // The tests drive the app from outside, as a person does.
  { zone: "e2e/", may: ["e2e/", "shared/"], types: ["electron/", "renderer/"] },
  { zone: "scripts/", may: ["scripts/"] },
  // A page that a benchmark measures the window against: it shows the same document in the same schema.
  { zone: "scripts/bench/plain-editor.page.mjs", may: ["shared/"] },
];

const app = ["shared/", "electron/", "renderer/"];

/**
 * Packages that touch nothing outside themselves, so that shared/ stays a function from values to values.
 * Its tests may import others: those that it is compared with.
 */
export const purePackages = [
  /^zod$/,
  /^(mdast|micromark|unist|hast)(-.+)?$/,
  /^parse-diff$/,
  /^diff$/,
  /^decode-named-character-reference$/,
];

/**
 * Packages that only one place in shared/ may import, for a reason of its own.
 */
export const placedPackages = [
  {
    // What a document may hold, declared once for the window and the command line. These packages make and
    // change values; they touch a DOM only when a window draws with them, and what draws (react, menus,
    // cursors) is not among them.
    packages: [/^@tiptap\/(core|pm|starter-kit)$/, /^@tiptap\/extension-(?!.*menu).+$/],
    within: "shared/editor/",
  },
];

/** What only test files may import. */
export const testPackages = [/^vitest$/, /^fast-check$/];

/**
 * Who may import which module. `within`: where the rule holds; `doors`: where the module may be imported.
 * `names`: the rule is about these named imports. `tests: true`: test files may too, because they run
 * under Vitest in Node and make the repositories, files and processes that they test with.
 */
export const powers = [
  {
    name: "the electron module",
    modules: ["electron"],
    within: ["shared/", "electron/", "renderer/", "e2e/"],
    doors: ["electron/main.ts", "electron/preload.ts", "electron/window/"],
  },
  {
    name: "ipcMain",
    modules: ["electron"],
    names: ["ipcMain"],
    within: app,
    doors: ["electron/window/listen.ts"],
  },
  {
    name: "ipcRenderer",
    modules: ["electron"],
    names: ["ipcRenderer"],
    within: app,
    doors: ["electron/preload.ts"],
  },
  {
    name: "starting processes",
    modules: ["node:child_process", "node:cluster"],
    within: app,
    doors: [
      "electron/engine/git/",
      "electron/engine/agents/",
      "electron/engine/recordings/exports/gif.ts",
      "electron/engine/runs/",
      "electron/pty-host/",
      "electron/built-in-agent/",
      "electron/system/",
    ],
    tests: true,
  },
  {
    name: "the file system",
    modules: ["node:fs", "node:fs/promises", "original-fs"],
    within: app,
    doors: [
      "electron/engine/agents/",
      "electron/engine/files/",
      "electron/engine/recordings/",
      "electron/engine/runs/",
      "electron/engine/settings/",
      // It looks at the socket's own place, and at nothing of a project.
      "electron/engine/local-socket.ts",
      "electron/built-in-agent/",
      "electron/pty-host/",
      "electron/run-folder/",
      "electron/settings/",
      "electron/system/",
      "electron/cli.ts",
      "electron/cli/",
    ],
    tests: true,
  },
  {
    name: "pseudo-terminals",
    modules: ["node-pty"],
    within: app,
    doors: ["electron/pty-host/"],
  },
  {
    name: "the model",
    modules: ["@anthropic-ai/sdk"],
    within: app,
    doors: ["electron/built-in-agent/"],
  },
  {
    name: "git objects",
    modules: ["isomorphic-git"],
    within: app,
    doors: ["electron/engine/git/"],
  },
  { name: "the local database", modules: ["dexie"], within: app, doors: ["renderer/store/"] },
  {
    name: "node: modules",
    modules: ["node:*"],
    within: ["shared/", "renderer/", "electron/preload.ts"],
    doors: [],
    tests: true,
  },
];

/** Programs that are started in one place only: the first argument of a call that starts a process. */
export const programs = [
  { program: "git", within: ["electron/"], doors: ["electron/engine/git/"] },
];
