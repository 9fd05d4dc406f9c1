import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { editIndex, type IndexEdit, UnknownIndex, UnmergedPath } from "./index-file";
import { type TestRepository, testRepository } from "./testing";

const folders = ["a", "a-b", "a/b", "specs/001-x", "é"];
const paths = [...folders.map((folder) => `${folder}/one.md`), "a.md", "specs/001-x/two.md", "zz"];
const nanoseconds = 1_600_000_000_123_456_789n;
const stat = {
  ctimeNs: nanoseconds,
  mtimeNs: nanoseconds,
  dev: 1n << 40n,
  ino: 7n,
  uid: 0n,
  gid: 0n,
  size: 3n,
};

let test: TestRepository;
let blobs: readonly string[];

beforeEach(async () => {
  test = await testRepository({ "start.md": "1\n" });
  await test.git("config", "core.quotePath", "false");
  const written = ["one", "two"].map((text) => {
    test.put("blob", text);
    return test.git("hash-object", "-w", test.at("blob"));
  });
  blobs = [await written[0], await written[1]].flatMap((blob) => blob ?? []);
});
afterEach(() => test.dispose());

const listed = async () => (await test.git("ls-files", "-s")).split("\n").filter(Boolean);

describe("an edited index", () => {
  it("equals the index that git would write, cached trees included", async () => {
    const edit = fc.record({
      path: fc.constantFrom(...paths),
      blob: fc.option(fc.integer({ min: 0, max: 1 }), { nil: undefined }),
    });
    const edits = fc.uniqueArray(edit, {
      minLength: 1,
      maxLength: 5,
      selector: ({ path }) => path,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 3 }), async (rounds) => {
        await test.git("read-tree", "--empty");
        const wanted = new Map<string, string>();
        for (const round of rounds) {
          const made = round.map(({ path, blob }): IndexEdit => {
            const id = blob === undefined ? undefined : blobs[blob];
            if (id === undefined) wanted.delete(path);
            else wanted.set(path, id);
            return {
              path,
              entry: id === undefined ? undefined : { mode: "100644", blob: id, stat },
            };
          });
          test.put("repo/.git/index", editIndex(test.bytes("repo/.git/index"), made));
          const expected = [...wanted].map(([path, blob]) => `100644 ${blob} 0\t${path}`);
          expect((await listed()).sort()).toEqual(expected.sort());
          // Writing the tree fills the cache, which the next round has to invalidate.
          const tree = await test.git("write-tree");
          const inTree = (await test.git("ls-tree", "-r", tree)).split("\n").filter(Boolean);
          expect(inTree.sort()).toEqual(
            [...wanted].map(([path, blob]) => `100644 blob ${blob}\t${path}`).sort(),
          );
        }
      }),
      { numRuns: 12 },
    );
  });

  it("keeps marks on other paths, and refuses marks on the edited paths", async () => {
    for (const path of ["kept.md", "mine.md"]) test.put(`repo/${path}`, "1\n");
    await test.git("add", "--intent-to-add", "kept.md");
    await test.git("add", "mine.md");
    await test.git("update-index", "--assume-unchanged", "mine.md");
    const index = test.bytes("repo/.git/index");
    expect(index.readUInt32BE(4)).toBe(3);
    const entry = { mode: "100755", blob: blobs[0] ?? "", stat } as const;
    test.put("repo/.git/index", editIndex(index, [{ path: "new.md", entry }]));
    expect(await test.git("status", "--porcelain")).toContain(" A kept.md");
    expect(await test.git("ls-files", "-v", "mine.md")).toBe("h mine.md");
    expect(() => editIndex(index, [{ path: "mine.md", entry }])).toThrow(UnknownIndex);
  });

  it("is refused for a path in conflict, another version and damage", async () => {
    const index = test.bytes("repo/.git/index");
    const entry = { mode: "100644", blob: blobs[0] ?? "", stat } as const;
    const damaged = Buffer.from(index);
    damaged[40] = (damaged[40] ?? 0) ^ 1;
    expect(() => editIndex(damaged, [{ path: "x", entry }])).toThrow(UnknownIndex);
    expect(() => editIndex(Buffer.from("short"), [{ path: "x", entry }])).toThrow(UnknownIndex);
    await test.git("checkout", "-q", "-b", "other");
    test.put("repo/start.md", "2\n");
    await test.commit("two");
    await test.git("checkout", "-q", "main");
    test.put("repo/start.md", "3\n");
    await test.commit("three");
    await test.git("merge", "other").catch(() => undefined);
    const merging = test.bytes("repo/.git/index");
    expect(() => editIndex(merging, [{ path: "start.md", entry }])).toThrow(UnmergedPath);
    await test.git("update-index", "--index-version", "4");
    const fourth = test.bytes("repo/.git/index");
    expect(() => editIndex(fourth, [{ path: "x", entry }])).toThrow(UnknownIndex);
  });

  it("throws no unexpected error for inconsistent bytes", () => {
    const index = test.bytes("repo/.git/index");
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(index.length - 21), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const bytes = Buffer.from(index);
          for (const [at, value] of changes) bytes[at] = value;
          // As with index.skipHash: no checksum protects the bytes.
          bytes.fill(0, bytes.length - 20);
          try {
            editIndex(bytes, [{ path: "x", entry: undefined }]);
          } catch (error) {
            expect(error).toBeInstanceOf(UnknownIndex);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
