import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type TestFolder, testFolder } from "../engine/files/testing";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder: TestFolder;
beforeEach(async () => {
  folder = testFolder();
  await build({
    configFile: false,
    logLevel: "silent",
    build: {
      outDir: folder.path,
      target: "node20",
      ssr: true,
      rollupOptions: {
        input: ["watchdog", "watchdog-thread"].map((name) =>
          fileURLToPath(new URL(`${name}.ts`, import.meta.url)),
        ),
        output: { entryFileNames: "[name].mjs" },
      },
    },
    ssr: { noExternal: true },
  });
});
afterEach(() => folder.dispose());

/** Runs a program under the watchdog, with a listener for SIGTERM, and returns how it ended. */
async function watch(body: string) {
  folder.put(
    "main.mjs",
    `import { watched } from "./watchdog.mjs";
process.on("SIGTERM", () => undefined);
await watched(${JSON.stringify(folder.at("watchdog-thread.mjs"))}, async () => { ${body} }, 2000);
console.log("done");`,
  );
  const child = spawn(process.execPath, [folder.at("main.mjs")]);
  const [[code, signal], output, errors] = await Promise.all([
    once(child, "close"),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, signal, output, errors };
}

it("ends a program whose main thread is blocked, with the reason", async () => {
  expect(await watch("for (;;);")).toEqual({
    code: null,
    signal: "SIGKILL",
    output: "",
    errors: expect.stringContaining("busy without end"),
  });
});

it("does not end a program whose event loop runs, and does not keep a finished one alive", async () => {
  const turns = "for (let n = 0; n < 30; n++) await new Promise((next) => setTimeout(next, 100));";
  expect(await watch(turns)).toEqual({ code: 0, signal: null, output: "done\n", errors: "" });
});
