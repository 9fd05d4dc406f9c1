import { afterEach, beforeEach, expect, it } from "vitest";
import { digestOf } from "./digest";
import { type TestFolder, testFolder } from "./testing";
import { createDocumentWriter, type WriteDocument } from "./write-document";

let test: TestFolder;
let write: WriteDocument;
const path = "specs/tasks.md";

beforeEach(() => {
  test = testFolder();
  write = createDocumentWriter();
});
afterEach(() => test.dispose());

const digest = (text: string) => digestOf(Buffer.from(text));
/** Replaces one character by another. */
const put = (text: string, at: number, character: string) => {
  const edit = { from: at, to: at + 1, insert: character };
  return write({ root: test.path, path, edit, base: digest(text) });
};

it("ticks repeatedly, and the cached content stays correct", async () => {
  test.put(path, "- [ ] a\n- [ ] b\n");
  expect(await put("- [ ] a\n- [ ] b\n", 3, "x")).toEqual({ digest: digest("- [x] a\n- [ ] b\n") });
  await put("- [x] a\n- [ ] b\n", 11, "x");
  await put("- [x] a\n- [x] b\n", 3, " ");
  expect(test.read(path)).toBe("- [ ] a\n- [x] b\n");
  // A longer edit replaces the file.
  await put("- [ ] a\n- [x] b\n", 6, "é");
  expect(test.read(path)).toBe("- [ ] é\n- [x] b\n");
  await put("- [ ] é\n- [x] b\n", 3, "x");
  expect(test.read(path)).toBe("- [x] é\n- [x] b\n");
});

it("drops the cached content of a document after a failed tick", async () => {
  test.put(path, "- [ ] a\n");
  await put("- [ ] a\n", 3, "x");
  test.put(path, "- [ ] a, as somebody else has it\n");
  await expect(put("- [x] a\n", 3, " ")).rejects.toMatchObject({ code: "changed-outside" });
  expect(test.read(path)).toBe("- [ ] a, as somebody else has it\n");
  test.put(path, "- [x] a\n");
  await put("- [x] a\n", 6, "b");
  expect(test.read(path)).toBe("- [x] b\n");
});
