// Bundles modules of the app for benchmarks that measure a part of the app without its window.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "vite";
import { root } from "../root.mjs";

/**
 * Bundles a module of the project like the build, and imports it.
 * @param {string} source its path in the project
 * @param {string} folder the folder for the bundle
 */
export async function importBundled(source, folder) {
  return import(pathToFileURL(await bundle(source, folder)).href);
}

/**
 * Bundles a module of the project like the build.
 * @param {string} source its path in the project
 * @param {string} folder the folder for the bundle
 * @returns the bundle's path
 */
export async function bundle(source, folder) {
  await build({
    root,
    configFile: false,
    logLevel: "error",
    resolve: { alias: { "@shared": join(root, "shared") } },
    ssr: { noExternal: true },
    build: {
      ssr: join(root, source),
      outDir: folder,
      emptyOutDir: false,
      target: "node20.18",
      rollupOptions: { output: { format: "es", entryFileNames: "bundle.mjs" } },
    },
  });
  return join(folder, "bundle.mjs");
}
