// The boundary rules as data. A path that ends in "/" means everything below it. There is no list of exceptions:
// an import is allowed by a line here, with its reason, or it is not allowed.

/** Folders with source files. Each must exist and contain some, so that no rule passes because it checks nothing. */
export const rooms = ["shared/", "electron/", "renderer/", "e2e/", "scripts/"];

/**
 * The imports within the project that each zone may have; for a file the most specific zone counts. `types`: may
 * be imported as types only. `tests`: only test files may import them, because tests cover several rooms, such as
 * a recording and its verification. A file outside of all zones is refused.
 */
export const zones = [
  { zone: "shared/", may: ["shared/"] },
  // Below electron/, a file's room says in which process the file runs; ARCHITECTURE.md has the table. The
  // composition roots assemble a process, each from its own rooms.
  {
    zone: "electron/main.ts",
    may: ["electron/window/", "electron/built-in-agent/", "electron/system/"],
  },
  {
    zone: "electron/cli.ts",
    may: ["electron/cli/", "electron/settings/", "electron/system/", "shared/"],
  },
  // Used in any process.
  { zone: "electron/system/", may: ["electron/system/", "shared/"] },
  { zone: "electron/settings/", may: ["electron/settings/", "electron/system/", "shared/"] },
  // Used in the engine and in the pty host.
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
  // The engine is a process without windows; under the command line it runs without Electron.
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
  // Main imports only the connection to the engine.
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
  // The preload runs beside the page and is bundled by itself; it only passes messages on.
  { zone: "electron/preload.ts", may: ["shared/"] },
  // The renderer's root files and its shell assemble the places.
  { zone: "renderer/app/", may: ["renderer/", "shared/"] },
  { zone: "renderer/main.tsx", may: ["renderer/", "shared/"] },
  // Each row may import those above it: the store, the widgets that use it, the places.
  { zone: "renderer/store/", may: ["renderer/store/", "shared/"] },
  { zone: "renderer/ui/", may: ["renderer/ui/", "renderer/store/", "shared/"] },
  ...["documents", "board", "runs", "replay", "settings", "welcome"].map((place) => ({
    zone: `renderer/${place}/`,
    may: [`renderer/${place}/`, "renderer/ui/", "renderer/store/", "shared/"],
  })),
  // A review shows a run's change beside its replay.
  {
    zone: "renderer/review/",
    may: ["renderer/review/", "renderer/replay/", "renderer/ui/", "renderer/store/", "shared/"],
  },
  // The player inside of exported web pages is a program of its own, without access to the window.
  { zone: "renderer/exported/", may: ["renderer/exported/", "shared/"] },
  // The tests drive the app from outside, as a person does.
  { zone: "e2e/", may: ["e2e/", "shared/"], types: ["electron/", "renderer/"] },
  { zone: "scripts/", may: ["scripts/"] },
  // The reference page of a benchmark shows the same document in the same schema.
  { zone: "scripts/bench/plain-editor.page.mjs", may: ["shared/"] },
];

const app = ["shared/", "electron/", "renderer/"];

/**
 * Packages without side effects, so that shared/ contains only functions from values to values. Its tests may
 * import other packages for comparison.
 */
export const purePackages = [
  /^zod$/,
  /^(mdast|micromark|unist|hast)(-.+)?$/,
  /^parse-diff$/,
  /^diff$/,
  /^decode-named-character-reference$/,
];

/** Packages that only one place in shared/ may import, each with its reason. */
export const placedPackages = [
  {
    // The content of a document is declared once for the window and the command line. These packages make and
    // change values; they touch a DOM only when a window draws with them. Packages that draw (react, menus,
    // cursors) are not included.
    packages: [/^@tiptap\/(core|pm|starter-kit)$/, /^@tiptap\/extension-(?!.*menu).+$/],
    within: "shared/editor/",
  },
];

/** Packages that only test files may import. */
export const testPackages = [/^vitest$/, /^fast-check$/];

/**
 * The places that may import a module. `within`: where the rule applies; `doors`: where the module may be
 * imported. `names`: the rule is about these named imports. `tests: true`: test files may import it too, because
 * they run under Vitest in Node and make the repositories, files and processes for their tests.
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
      // The probe starts bubblewrap.
      "electron/engine/sandbox/",
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
      "electron/engine/sandbox/",
      "electron/engine/settings/",
      // It looks only at the socket's own path, and at no file of a project.
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

/** Programs that may be started in one place only. The rule checks the first argument of calls that start a process. */
export const programs = [
  { program: "git", within: ["electron/"], doors: ["electron/engine/git/"] },
];
