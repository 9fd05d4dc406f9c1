import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestRepository, testRepository } from "./testing";
import { textOfVersion, versionsOf } from "./versions";

const old = "specs/001-öld name/spec.md";
const path = "specs/001-new/spec.md";
let test: TestRepository;

beforeEach(async () => {
  test = await testRepository({ "README.md": "1\n", [old]: "# Albums\n\nOne.\n" });
});
afterEach(() => test.dispose());

async function edit(at: string, text: string, message: string): Promise<string> {
  test.put(`repo/${at}`, text);
  return test.commit(message);
}

describe("the history of a document", () => {
  it("names each version, in pages, across a rename", async () => {
    const first = await test.git("rev-parse", "HEAD");
    const second = await edit(
      old,
      "# Albums\n\nTwo.\n",
      "two\n\nBecause of \u201cthree\u201d.\n\n- a",
    );
    await edit("README.md", "2\n", "something else");
    test.folder("repo/specs/001-new");
    await test.git("mv", old, path);
    const third = await test.commit("renamed");
    const fourth = await edit(path, "# Albums\r\n\r\nFour.\r\n", "four");
    const all = await versionsOf(test.repo, path, { skip: 0, limit: 10 });
    expect(all.more).toBe(false);
    expect(
      all.versions.map(({ commit, subject, body, path }) => [commit, subject, body, path]),
    ).toEqual([
      [fourth, "four", "", path],
      [third, "renamed", "", path],
      [second, "two", "Because of \u201cthree\u201d.\n\n- a", old],
      [first, "first", "", old],
    ]);
    expect(all.versions[0]).toMatchObject({
      author: { name: "Test Person", email: "test@example.org" },
      deleted: false,
    });
    expect(Date.parse(all.versions[0]?.at ?? "")).toBeGreaterThan(Date.now() - 60_000);
    const page = await versionsOf(test.repo, path, { skip: 1, limit: 2 });
    expect([page.more, page.versions]).toEqual([true, all.versions.slice(1, 3)]);
    expect(await textOfVersion(test.repo, fourth, path)).toBe("# Albums\r\n\r\nFour.\r\n");
    expect(await textOfVersion(test.repo, first, old)).toBe("# Albums\n\nOne.\n");
  });

  it("marks where the document was deleted and created again, and shows merges that changed it", async () => {
    test.remove(`repo/${old}`);
    await test.commit("gone");
    await edit(old, "# Albums\n\nBack.\n", "back");
    await test.git("checkout", "-q", "-b", "side", "HEAD");
    await edit(old, "# Albums\n\nSide.\n", "side");
    await test.git("checkout", "-q", "main");
    await edit(old, "# Albums\n\nMain.\n", "main");
    await test.git("merge", "-q", "side").catch(() => undefined);
    await edit(old, "# Albums\n\nBoth.\n", "both");
    const { versions } = await versionsOf(test.repo, old, { skip: 0, limit: 10 });
    expect(
      versions.map(({ subject, deleted }) => `${subject}${deleted ? " deleted" : ""}`),
    ).toEqual(expect.arrayContaining(["both", "main", "side", "back", "gone deleted", "first"]));
    expect(versions.every(({ path }) => path === old)).toBe(true);
  });

  it("is empty for a document that was never committed, and refuses bytes that are not text", async () => {
    test.put("repo/specs/new.md", "x\n");
    expect(await versionsOf(test.repo, "specs/new.md", { skip: 0, limit: 5 })).toEqual({
      versions: [],
      more: false,
    });
    const head = await test.git("rev-parse", "HEAD");
    await expect(textOfVersion(test.repo, head, "specs/new.md")).rejects.toMatchObject({
      code: "file-missing",
    });
    test.put("repo/latin.md", Buffer.from("caf\xe9\n", "latin1"));
    const latin = await test.commit("latin");
    await expect(textOfVersion(test.repo, latin, "latin.md")).rejects.toMatchObject({
      code: "not-text",
    });
  });

  it("takes a path literally, and runs no program of the repository", async () => {
    await test.git("config", "diff.evil.textconv", `touch '${test.at("canary")}'; cat`);
    await test.git("config", "diff.external", `touch '${test.at("canary")}'`);
    await test.git("config", "log.showSignature", "true");
    test.put("repo/.git/info/attributes", "*.md diff=evil\n");
    const repo = { ...test.repo, trusted: false };
    expect((await versionsOf(repo, "specs/*", { skip: 0, limit: 5 })).versions).toEqual([]);
    expect((await versionsOf(repo, old, { skip: 0, limit: 5 })).versions).toHaveLength(1);
    expect(test.exists("canary")).toBe(false);
  });
});
