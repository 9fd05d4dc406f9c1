import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { link, open, unlink } from "node:fs/promises";
import { Problem } from "@shared/base/problem";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type WriteCalls, writeAtomically } from "./atomic-write";
import { digestOf } from "./digest";
import { replaceSeen } from "./held-file";
import { type TestFolder, testFolder } from "./testing";

let test: TestFolder;
const old = Buffer.from("\ufeffold\r\ntext without an end");
const now = Buffer.from("\ufeffnew\r\ntext without an end");
const path = "specs/spec.md";

beforeEach(() => {
  test = testFolder();
  test.put(path, old);
});
afterEach(() => test.dispose());

const write = (base: string | undefined, calls?: WriteCalls) =>
  writeAtomically(test.path, path, now, base, calls);
const real: WriteCalls = { open, replace: replaceSeen, link, unlink };

/** The file system calls, of which the n-th, counted from 0, fails. Calls of the file handle are counted too. */
function failing(n: number, code: string): { calls: WriteCalls; count(): number } {
  let made = 0;
  const guard = <A extends unknown[], R>(call: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      made += 1;
      if (made - 1 === n) throw Object.assign(new Error(`${code}: made up`), { code });
      return call(...args);
    };
  };
  const calls: WriteCalls = {
    open: guard(async (...args: Parameters<WriteCalls["open"]>) => {
      const handle = await open(...args);
      const read = guard(() => Promise.resolve());
      const reading = handle.read.bind(handle);
      Reflect.set(handle, "read", (...args: Parameters<typeof reading>) =>
        read().then(() => reading(...args)),
      );
      handle.writeFile = guard(handle.writeFile.bind(handle));
      handle.sync = guard(handle.sync.bind(handle));
      handle.chmod = guard(handle.chmod.bind(handle));
      return handle;
    }),
    replace(...args) {
      made += 1;
      if (made - 1 === n) throw Object.assign(new Error(`${code}: made up`), { code });
      return replaceSeen(...args);
    },
    link: guard(link),
    unlink: guard(unlink),
  };
  return { calls, count: () => made };
}

describe("writeAtomically", () => {
  it("replaces a file, keeps its mode and leaves no other file behind", async () => {
    test.setMode(path, 0o640);
    expect(await write(digestOf(old))).toBe(digestOf(now));
    expect(test.bytes(path)).toEqual(now);
    expect(test.mode(path)).toBe(0o640);
    expect(test.names("specs")).toEqual(["spec.md"]);
  });

  it("refuses when the file has other content or is gone", async () => {
    await expect(write(digestOf(now))).rejects.toMatchObject({ code: "changed-outside" });
    expect(test.bytes(path)).toEqual(old);
    test.remove(path);
    await expect(write(digestOf(old))).rejects.toMatchObject({ code: "changed-outside" });
    expect(test.names("specs")).toEqual([]);
  });

  it("refuses a file that nobody may write, even in a writable folder", async () => {
    test.setMode(path, 0o444);
    await expect(write(digestOf(old))).rejects.toMatchObject({
      code: "cannot-write",
      message: expect.stringContaining("The file is read-only"),
    });
    expect(test.bytes(path)).toEqual(old);
    test.setMode(path, 0o644);
    await write(digestOf(old));
    expect(test.bytes(path)).toEqual(now);
  });

  it("refuses when the content changes while the new file is being written", async () => {
    const replaceLate: WriteCalls["replace"] = (...args) => {
      test.put(path, "theirs");
      return replaceSeen(...args);
    };
    const writing = write(digestOf(old), { ...real, replace: replaceLate });
    await expect(writing).rejects.toMatchObject({ code: "changed-outside" });
    expect(test.read(path)).toBe("theirs");
    expect(test.names("specs")).toEqual(["spec.md"]);
  });

  it("restores a text that is written into the old file at the last instant, and refuses", async () => {
    const replaceLate: WriteCalls["replace"] = (from, to, seen) => {
      const theirs = openSync(to, "r+");
      const done = replaceSeen(from, to, seen);
      if (seen.size === BigInt(old.length)) writeSync(theirs, "theirs, at the last instant");
      closeSync(theirs);
      return done;
    };
    const writing = write(digestOf(old), { ...real, replace: replaceLate });
    await expect(writing).rejects.toMatchObject({ code: "changed-outside" });
    expect(test.read(path)).toBe("theirs, at the last instant");
    expect(test.names("specs")).toEqual(["spec.md"]);
  });

  it.each([0, 9])(
    "restores the complete text that is written there, not only its first %d bytes",
    async (length) => {
      const theirs = Buffer.concat([Buffer.from("theirs: "), old]);
      let filled = Promise.resolve();
      const replaceLate: WriteCalls["replace"] = (from, to, seen) => {
        const file = openSync(to, "r+");
        const done = replaceSeen(from, to, seen);
        if (seen.size === BigInt(old.length)) {
          ftruncateSync(file);
          writeSync(file, theirs, 0, length, 0);
          filled = new Promise((resolve) => setTimeout(resolve, 100)).then(() => {
            writeSync(file, theirs, length, theirs.length - length, length);
            closeSync(file);
          });
        } else closeSync(file);
        return done;
      };
      const writing = write(digestOf(old), { ...real, replace: replaceLate });
      await expect(writing).rejects.toMatchObject({ code: "changed-outside" });
      await filled;
      expect(test.bytes(path)).toEqual(theirs);
    },
  );

  it("creates a file, and does not replace one that appears meanwhile", async () => {
    await expect(write(undefined)).rejects.toMatchObject({ code: "changed-outside" });
    test.remove(path);
    const linkLate: WriteCalls["link"] = (from, to) => {
      test.put(path, "theirs");
      return link(from, to);
    };
    const late = write(undefined, { ...real, link: linkLate });
    await expect(late).rejects.toMatchObject({ code: "changed-outside" });
    expect(test.read(path)).toBe("theirs");
    expect(test.names("specs")).toEqual(["spec.md"]);
    test.remove(path);
    await write(undefined);
    expect(test.bytes(path)).toEqual(now);
    expect(test.mode(path)).toBe(0o666 & ~process.umask());
  });

  it("writes through a link inside the project, which stays a link", async () => {
    test.link("linked.md", path);
    await writeAtomically(test.path, "linked.md", now, digestOf(old));
    expect(test.isLink("linked.md")).toBe(true);
    expect(test.bytes(path)).toEqual(now);
  });

  it.each(["ENOSPC", "EIO"])(
    "leaves the old or the new content and gives the reason, whichever call fails with %s",
    async (code) => {
      const whole = failing(Number.POSITIVE_INFINITY, code);
      await write(digestOf(old), whole.calls);
      expect(whole.count()).toBeGreaterThan(6);
      for (let n = 0; n < whole.count(); n += 1) {
        test.put(path, old);
        const problem = await write(digestOf(old), failing(n, code).calls).then(
          () => undefined,
          (error: unknown) => error,
        );
        expect(problem, `call ${n}`).toBeInstanceOf(Problem);
        expect(problem).toMatchObject({ code: "cannot-write" });
        // The last call checks the replaced file.
        expect(test.bytes(path), `call ${n}`).toEqual(n < whole.count() - 1 ? old : now);
        expect(test.names("specs"), `call ${n}`).toEqual(["spec.md"]);
      }
    },
  );
});
