import fc from "fast-check";
import { expect, it } from "vitest";
import { noRecordingWords, tellingBytes } from "./no-recording";

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const wide = (text: string) => Buffer.from(text, "utf16le");
const swapped = (text: string) => wide(text).swap16();
const wider = (text: string) => bytes([...text].map((char) => `${char}\0\0\0`).join(""));
const tar = `${"demo.cast".padEnd(257, "\0")}ustar\0`;

it.each<[string, Uint8Array, string]>([
  ["nothing", bytes(""), "is empty"],
  ["empty lines", bytes("\n \r\n\n"), "nothing but empty lines"],
  ["zero bytes", new Uint8Array(tellingBytes), "nothing but zero bytes"],
  ["gzip", bytes("\x1f\x8b\x08"), "(gzip). Unpack it first: gunzip < FILE"],
  ["compress", bytes("\x1f\x9d\x90"), "(compress). Unpack it first: gunzip < FILE"],
  ["zstd", bytes("\x28\xb5\x2f\xfd"), "(zstd). Unpack it first: zstd -dc < FILE"],
  ["bzip2", bytes("BZh91AY"), "(bzip2). Unpack it first: bunzip2 < FILE"],
  ["xz", bytes("\xfd7zXZ\0"), "(xz). Unpack it first: xz -dc < FILE"],
  ["lzma", bytes("\x5d\0\0\x80\0"), "(lzma). Unpack it first: xz -dc < FILE"],
  ["lz4", bytes("\x04\x22\x4d\x18"), "(lz4). Unpack it first: lz4 -dc < FILE"],
  ["zip", bytes("PK\x03\x04"), "(zip). Unpack it first: unzip FILE"],
  ["an empty zip", bytes("PK\x05\x06"), "(zip). Unpack it first: unzip FILE"],
  ["7z", bytes("7z\xbc\xaf\x27\x1c"), "(7z). Unpack it first: 7z x FILE"],
  ["tar", bytes(tar), "tar archive. Unpack it first: tar -xf FILE"],
  ["UTF-16 with a mark", wide('\ufeff{"version":2}'), "UTF-16 text, and must be UTF-8. Convert"],
  ["UTF-16, bytes swapped", swapped('\ufeff{"version":2}'), "iconv -f UTF-16 -t UTF-8 FILE"],
  ["UTF-16 without a mark", wide('{"version":2}'), "iconv -f UTF-16LE -t UTF-8 FILE"],
  ["UTF-16, swapped, no mark", swapped('{"version":2}'), "iconv -f UTF-16BE -t UTF-8 FILE"],
  ["UTF-32", wider('{"version":2}'), "iconv -f UTF-32LE -t UTF-8 FILE"],
  ["a web page", bytes("\n<!DOCTYPE html><html>"), "is a web page"],
  ["a web page with a mark", bytes("\xef\xbb\xbf<html>"), "is a web page"],
  ["an error of a server", bytes('<?xml version="1.0"?>\n<Error>'), "is a web page"],
  ["SVG", bytes('<?xml version="1.0"?>\n<svg xmlns="">'), "is an SVG picture"],
  ["GIF", bytes("GIF89a"), "is a GIF picture"],
  ["PNG", bytes("\x89PNG\r\n\x1a\n"), "is a PNG picture"],
  ["MP4", bytes("\0\0\0\x20ftypisom"), "is a video"],
  ["WebM", bytes("\x1aE\xdf\xa3"), "is a video"],
  ["PDF", bytes("%PDF-1.7"), "is a PDF document"],
  ["an LFS pointer", bytes("version https://git-lfs.github.com/spec/v1\noid"), "git lfs pull"],
  ["a typescript", bytes("Script started on 2026-01-01"), "made by script"],
])("names the format of a file that is no recording, and the remedy: %s", (_name, first, words) => {
  expect(noRecordingWords(first.subarray(0, tellingBytes))).toContain(words);
});

it.each([
  '{"version": 3, "term": {"cols": 80, "rows": 24}}\n',
  '{"version": 2, "width": 80, "height": 24}\n[0, "o", "<html>"]\n',
  '\xef\xbb\xbf{"version": 2}\n',
  '{\n  "version": 1,\n  "stdout": []\n}\n',
  '  {"version": 2}\n',
  "nonsense",
  " ".repeat(tellingBytes),
])("leaves a file that may be a recording to the parser: %.20j", (text) => {
  expect(noRecordingWords(bytes(text))).toBeUndefined();
});

it("accepts any text that begins with a bracket", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (rest) => {
      const first = Buffer.from(`{"version": 2, "title": "${rest}`).subarray(0, tellingBytes);
      expect(noRecordingWords(first)).toBeUndefined();
    }),
  );
});
