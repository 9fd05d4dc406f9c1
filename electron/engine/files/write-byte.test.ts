import { linkSync, renameSync, statSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digestOf } from "./digest";
import { type TestFolder, testFolder } from "./testing";
import { type ByteCalls, writeByte } from "./write-byte";

let test: TestFolder;
const path = "specs/tasks.md";
const before = Buffer.from("\ufeff- [ ] T001 漢字\r\n- [ ] T002");
const after = Buffer.from("\ufeff- [x] T001 漢字\r\n- [ ] T002");
const at = before.indexOf("[") + 1;

beforeEach(() => {
  test = testFolder();
  test.put(path, before);
});
afterEach(() => test.dispose());

const tick = () => ({ content: Buffer.from(before), at, byte: 0x78 });
const write = async (between?: ByteCalls["between"]) =>
  writeByte(test.path, path, tick(), between && { between });
/** Does the work on the first call only. */
const once = (work: () => void) => {
  let done = false;
  return () => {
    if (!done) work();
    done = true;
  };
};
const changedOutside = { code: "changed-outside" };

describe("writeByte", () => {
  it("changes the byte in the existing file", async () => {
    test.setMode(path, 0o640);
    const { ino } = statSync(test.at(path));
    expect(await write()).toBe(digestOf(after));
    expect(test.bytes(path)).toEqual(after);
    expect(statSync(test.at(path)).ino).toBe(ino);
    expect(test.mode(path)).toBe(0o640);
    expect(test.names("specs")).toEqual(["tasks.md"]);
  });

  it("edits the content that was passed in", () => {
    const change = tick();
    writeByte(test.path, path, change);
    expect(change.content).toEqual(after);
  });

  it("follows a link inside the project", () => {
    test.link("tasks.md", "specs/tasks.md");
    expect(writeByte(test.path, "tasks.md", tick())).toBe(digestOf(after));
    expect(test.isLink("tasks.md")).toBe(true);
    expect(test.bytes(path)).toEqual(after);
  });

  it.each([
    ["another content", "- [ ] T002 something else"],
    ["more of it", `${before}\n`],
    ["less of it", before.subarray(1)],
    ["nothing", ""],
  ])("refuses a file with %s, and leaves it alone", async (_what, content) => {
    test.put(path, content);
    await expect(write()).rejects.toMatchObject(changedOutside);
    expect(test.bytes(path)).toEqual(Buffer.from(content));
  });

  it("declines a file with two names, and one without write permission", async () => {
    linkSync(test.at(path), test.at("copy.md"));
    expect(await write()).toBeUndefined();
    test.remove("copy.md");
    test.setMode(path, 0o444);
    expect(await write()).toBeUndefined();
    expect(test.bytes(path)).toEqual(before);
  });

  it("checks again when the file is written at the last moment", async () => {
    const refused = write(once(() => test.put(path, "- [ ] T009 theirs")));
    await expect(refused).rejects.toMatchObject(changedOutside);
    expect(test.read(path)).toBe("- [ ] T009 theirs");
    test.put(path, before);
    const touched = write(once(() => test.put(path, before)));
    expect(await touched).toBe(digestOf(after));
  });

  it("writes nothing into a file that replaced the old one at the last moment", async () => {
    test.put("new.md", before);
    const refused = write(once(() => renameSync(test.at("new.md"), test.at(path))));
    await expect(refused).rejects.toMatchObject(changedOutside);
    expect(test.bytes(path)).toEqual(before);
  });

  it("gives up on a file that keeps being touched", async () => {
    await expect(write(() => test.put(path, before))).rejects.toMatchObject(changedOutside);
    expect(test.bytes(path)).toEqual(before);
  });

  it("stays inside the project", () => {
    test.link("out.md", "/etc/hostname");
    test.link("in", "/etc");
    test.put(".git/a.md", before);
    for (const out of ["out.md", "in/hostname", "../a.md", ".git/a.md"])
      expect(() => writeByte(test.path, out, tick())).toThrow(
        expect.objectContaining({ code: "outside-project" }),
      );
  });
});
