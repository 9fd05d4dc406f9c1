import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "specwright-environment-"));
  const entry = join(dirname(fileURLToPath(import.meta.url)), "hide-environment.ts");
  await build({
    configFile: false,
    logLevel: "silent",
    build: {
      ssr: entry,
      outDir: folder,
      rollupOptions: { output: { entryFileNames: "hide.mjs" } },
    },
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

it.runIf(process.platform === "linux")(
  "hides a key from programs that read the process's environment, and not from the process",
  () => {
    const script = join(folder, "program.mjs");
    writeFileSync(
      script,
      `import { execFileSync } from "node:child_process";
import { hideStartingEnvironment } from "./hide.mjs";
const how = hideStartingEnvironment((name) => name.endsWith("_KEY"));
const read = execFileSync("cat", ["/proc/" + process.pid + "/environ"], { encoding: "utf8", env: { PATH: process.env.PATH } });
const child = execFileSync("printenv", ["SOME_KEY"], { encoding: "utf8" }).trim();
console.log(JSON.stringify({ how, own: process.env.SOME_KEY, read: read.includes("se=cret"), other: read.includes("OTHER=seen"), child }));`,
    );
    const env = {
      PATH: process.env["PATH"] ?? "",
      SOME_KEY: "se=cret",
      EMPTY_KEY: "",
      OTHER: "seen",
    };
    const said: unknown = JSON.parse(
      execFileSync(process.execPath, [script], { encoding: "utf8", env }),
    );
    expect(said).toEqual({
      how: "hidden",
      own: "se=cret",
      read: false,
      other: true,
      child: "se=cret",
    });
  },
);
