import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "electron-vite";

const alias = { "@shared": resolve("shared") };

// The oldest that each part runs on: the command line under the oldest Node that package.json allows, the
// window in the development runtime.
const node = "node20.18";
const chrome = "chrome130";

// The Markdown parser's table of character references is asked of the DOM in a browser, and a worker has none.
const referencesWithoutDom = {
  name: "references-without-dom",
  enforce: "pre" as const,
  resolveId: (source: string) =>
    source === "decode-named-character-reference"
      ? resolve("node_modules/decode-named-character-reference/index.js")
      : undefined,
};

// Everything is bundled but the one native module; so what ships is what was checked.
export default defineConfig({
  main: {
    resolve: { alias },
    build: {
      outDir: "out",
      target: node,
      emptyOutDir: false,
      externalizeDeps: false,
      rollupOptions: {
        external: ["electron", "node-pty", "original-fs"],
        input: {
          main: "electron/main.ts",
          cli: "electron/cli.ts",
          engine: "electron/engine/engine.ts",
          "fidelity-thread": "electron/cli/fidelity-thread.ts",
          "watchdog-thread": "electron/cli/watchdog-thread.ts",
          agent: "electron/built-in-agent/agent.ts",
          "pty-host": "electron/pty-host/pty-host.ts",
          "search-thread": "electron/engine/recordings/search/search-thread.ts",
          "write-thread": "electron/engine/files/write-thread.ts",
          "index-thread": "electron/engine/recordings/index/index-thread.ts",
          "answer-thread": "electron/pty-host/answers/answer-thread.ts",
          "terminal-reader-thread": "electron/pty-host/terminal-reader-thread.ts",
        },
        output: {
          format: "es",
          entryFileNames: "[name].js",
          chunkFileNames: "chunks/[name]-[hash].js",
        },
      },
    },
  },
  preload: {
    resolve: { alias },
    build: {
      outDir: "out/preload",
      target: node,
      externalizeDeps: false,
      rollupOptions: {
        external: ["electron"],
        input: { preload: "electron/preload.ts" },
        output: { format: "cjs", entryFileNames: "[name].cjs" },
      },
    },
  },
  renderer: {
    root: "renderer",
    resolve: { alias },
    plugins: [react()],
    worker: { plugins: () => [referencesWithoutDom] },
    build: {
      outDir: resolve("out/renderer"),
      target: chrome,
      // The window reads all of it before a person can write.
      minify: true,
      emptyOutDir: true,
      rollupOptions: { input: { index: "renderer/index.html" } },
    },
  },
});
