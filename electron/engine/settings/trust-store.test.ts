import { afterEach, beforeEach, expect, it } from "vitest";
import { type TestFolder, testFolder } from "../files/testing";
import type { Seen } from "../git/trust";
import { type KeyBox, openTrustBook } from "./trust-store";

let test: TestFolder;
let changed: number;
beforeEach(() => {
  test = testFolder();
  changed = 0;
});
afterEach(() => test.dispose());

const repo = { top: "/repo" };
const seen: Seen = {
  identity: "1 2 3",
  ownDigest: "own",
  risks: [{ key: "filter.x.clean", value: "cat" }],
  trusted: { digest: "all", lines: [{ key: "filter.x.clean", value: "cat" }], drivers: [] },
};
const open = (keychain?: KeyBox["keychain"]) =>
  openTrustBook(
    test.at("trust.json"),
    () => ({ file: test.at("trust.key"), keychain }),
    () => {
      changed += 1;
    },
  );
/** A stand-in for the system's keychain, which opens only its own sealed bytes. */
const keychain: KeyBox["keychain"] = {
  seal: async (text) => Buffer.from(`sealed ${Buffer.from(text).toString("base64")}`),
  async unseal(bytes) {
    const text = Buffer.from(bytes).toString("utf8");
    if (!text.startsWith("sealed ")) throw new Error("not sealed here");
    return Buffer.from(text.slice(7), "base64").toString("utf8");
  },
};

it("trust is kept for the next start, for the same repository only", async () => {
  await open().keep(repo, seen);
  expect(await open().of(repo, "1 2 3")).toEqual(seen);
  expect(await open().of(repo, "1 2 4")).toBeUndefined();
  expect(await open().of({ top: "/other" }, "1 2 3")).toBeUndefined();
  expect(changed).toBe(0);
});

it.each([undefined, keychain])("a list that another program wrote is ignored", async (box) => {
  await open(box).keep(repo, seen);
  test.put("trust.json", test.read("trust.json").replaceAll("/repo", "/evil"));
  expect(await open(box).of({ top: "/evil" }, "1 2 3")).toBeUndefined();
  expect(changed).toBe(1);
  expect(test.exists("trust.json.damaged")).toBe(true);
  // Trust is asked for again, and kept again.
  await open(box).keep(repo, seen);
  expect(await open(box).of(repo, "1 2 3")).toEqual(seen);
});

it("keeps that a repository's runs may start without a sandbox, also when it is trusted again", async () => {
  const may = () => open().mayRunUnconfined?.(repo, "1 2 3");
  await open().allowUnconfined?.(repo);
  expect(await may()).toBe(false);
  await open().keep(repo, seen);
  expect(await may()).toBe(false);
  await open().allowUnconfined?.(repo);
  expect(await may()).toBe(true);
  await open().keep(repo, { ...seen, ownDigest: "another" });
  expect(await may()).toBe(true);
  await open().keep(repo, { ...seen, identity: "1 2 4" });
  expect(await open().mayRunUnconfined?.(repo, "1 2 4")).toBe(false);
});

it("a list is ignored when the keychain did not seal its key", async () => {
  await open().keep(repo, seen);
  expect(await open(keychain).of(repo, "1 2 3")).toBeUndefined();
  expect(changed).toBe(1);
});

it("a change of the file while the app runs is ignored and overwritten", async () => {
  const book = open();
  await book.keep(repo, seen);
  test.put("trust.json", "{}");
  expect(await book.of(repo, "1 2 3")).toEqual(seen);
  await book.keep({ top: "/second" }, seen);
  expect(await open().of(repo, "1 2 3")).toEqual(seen);
});
