import { resolve } from "node:path";
import { defineConfig } from "vite";

// The player inside exported web pages: one script without imports, styles in it.
export default defineConfig({
  resolve: { alias: { "@shared": resolve("shared") } },
  publicDir: false,
  build: {
    outDir: "out",
    emptyOutDir: false,
    target: "es2022",
    minify: true,
    lib: {
      entry: "renderer/exported/main.ts",
      formats: ["iife"],
      name: "specwright",
      fileName: () => "exported-player.js",
    },
  },
});
