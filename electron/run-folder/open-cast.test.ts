import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildIndex } from "../engine/recordings/index/build";
import { screenAt } from "../engine/recordings/screen-at";
import { verifyCastFile } from "../engine/recordings/verify-run";
import { openCast } from "./open-cast";
import { readCast } from "./read-cast";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "open-cast-"));
  file = join(folder, "a.cast");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const cast = '{"version": 2, "width": 80, "height": 24}\n[0.1, "o", "hi"]\n';

async function played() {
  for await (const _part of readCast(file, new AbortController().signal));
}
const readers: readonly [string, () => Promise<unknown>][] = [
  ["played", played],
  ["shown at a time", () => screenAt(file, 1)],
  ["indexed", () => buildIndex(file, join(folder, "index"))],
  [
    "verified",
    async () => {
      const { ok, checks } = await verifyCastFile(file);
      throw new Error(`${ok} ${checks.map(({ text }) => text).join()}`);
    },
  ],
];

describe.each(readers)(
  "a file that is not a recording gives an error when it is %s",
  (_name, read) => {
    it.each<[string, Uint8Array, RegExp]>([
      ["compressed", gzipSync(cast), /This recording is compressed \(gzip\)\. Unpack it first/],
      ["in UTF-16", Buffer.from(`\ufeff${cast}`, "utf16le"), /This recording is UTF-16 text/],
      ["a web page", Buffer.from("<!doctype html>\n<html>\n"), /This file is a web page/],
      ["empty", Buffer.from(""), /This file is empty/],
    ])("%s", async (_kind, bytes, words) => {
      await writeFile(file, bytes);
      await expect(read()).rejects.toThrow(words);
    });
  },
);

it.each<[string, () => unknown, string]>([
  ["a folder", () => mkdir(file), "This is a folder"],
  ["a pipe", () => execFileSync("mkfifo", [file]), "This is a pipe or a device"],
  ["nothing", () => undefined, "There is no such recording"],
  ["a link in a circle", () => symlink(file, file), "There is no such recording"],
])("names the entry in the place of a recording: %s", async (_name, make, words) => {
  await make();
  await expect(openCast(file)).rejects.toMatchObject({
    code: "file-missing",
    message: expect.stringContaining(words),
  });
});
