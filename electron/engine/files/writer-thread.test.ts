import { join, resolve } from "node:path";
import { Problem } from "@shared/base/problem";
import { build } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { digestOf } from "./digest";
import { type TestFolder, testFolder } from "./testing";
import { startWriterThread } from "./writer-thread";

let test: TestFolder;
let program: string;
beforeAll(async () => {
  test = testFolder();
  program = test.at("program/write-thread.js");
  await build({
    configFile: false,
    logLevel: "error",
    resolve: { alias: { "@shared": resolve("shared") } },
    build: {
      ssr: true,
      outDir: test.at("program"),
      rollupOptions: {
        input: [resolve("electron/engine/files/write-thread.ts")],
        output: { entryFileNames: "[name].js" },
      },
    },
    ssr: { noExternal: true },
  });
  test.put("program/package.json", '{"type":"module"}');
});
afterAll(() => test.dispose());

const digest = (text: string) => digestOf(Buffer.from(text));

it("edits documents, and refuses with the same errors as without a thread", async () => {
  const write = startWriterThread(program);
  const root = test.at("project");
  test.put("project/a.md", "one two");
  test.put("project/b.md", "b");
  const insert = (path: string, at: number, text: string, base: string) =>
    write({ root, path, edit: { from: at, to: at, insert: text }, base: digest(base) });

  const both = await Promise.all([
    insert("a.md", 3, " and", "one two"),
    insert("b.md", 1, "é", "b"),
  ]);
  expect(both).toEqual([{ digest: digest("one and two") }, { digest: digest("bé") }]);
  await insert("a.md", 0, "😀", "one and two");
  expect(test.read("project/a.md")).toBe("😀one and two");

  const late = await insert("a.md", 0, "x", "one two").catch((error: unknown) => error);
  expect(late).toBeInstanceOf(Problem);
  expect(late).toMatchObject({ code: "changed-outside", detail: "a.md" });
  expect(test.read("project/a.md")).toBe("😀one and two");
});

it("reports when the thread cannot be started, and tries again", async () => {
  const write = startWriterThread(join(test.path, "nothing.js"));
  const edit = { root: test.path, path: "a.md", edit: { from: 0, to: 0, insert: "" }, base: "" };
  for (let times = 0; times < 2; times += 1)
    await expect(write(edit)).rejects.toThrow("nothing.js");
});
