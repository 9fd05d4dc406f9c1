import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mentionsOf } from "./mentions";
import { type TestRepository, testRepository } from "./testing";

let test: TestRepository;

beforeEach(async () => {
  test = await testRepository({ "README.md": "1\n" });
});
afterEach(() => test.dispose());

describe("the commits that name an ID", () => {
  it("are found by their messages, newest first", async () => {
    const first = await test.commit("feat: greet (FR-001)");
    await test.commit("nothing of it");
    const second = await test.commit("fix: greet in time\n\nWhat it does not do: FR-001, FR-002.");
    const { mentions, more } = await mentionsOf(test.repo, "FR-001");
    expect(more).toBe(false);
    expect(mentions.map(({ commit, subject }) => [commit, subject])).toEqual([
      [second, "fix: greet in time"],
      [first, "feat: greet (FR-001)"],
    ]);
    expect(Date.parse(mentions[0]?.at ?? "")).toBeGreaterThan(Date.now() - 60_000);
    expect((await mentionsOf(test.repo, "FR-003")).mentions).toEqual([]);
  });

  it("contain it as a separate word", async () => {
    for (const other of [
      "FR-0011",
      "NFR-001",
      "FR-001a",
      "öFR-001",
      "FR-001_x",
      "fr-001",
      "FR.001",
    ])
      await test.commit(other);
    await test.commit("FR-001");
    await test.commit("docs/FR-001: FR-0011");
    const { mentions } = await mentionsOf(test.repo, "FR-001");
    expect(mentions.map(({ subject }) => subject)).toEqual(["docs/FR-001: FR-0011", "FR-001"]);
  });

  it.each(["T012.3", "T-7", "T012a", "TASK-012"])(
    "name %s, and no task with a similar ID",
    async (id) => {
      await test.commit(`feat: read (${id})`);
      for (const other of [`${id}.1`, `${id}9`, `${id}x`, id.replace(".", "-"), `x${id}`])
        if (other !== id) await test.commit(other);
      const { mentions } = await mentionsOf(test.repo, id);
      expect(mentions.map(({ subject }) => subject)).toEqual([`feat: read (${id})`]);
    },
  );

  it("never name an outline number, which is a version or an amount in a message", async () => {
    await test.commit("chore: version 1.2");
    expect(await mentionsOf(test.repo, "1.2")).toEqual({ mentions: [], more: false });
  });

  it("are the newest 20 when there are more", async () => {
    for (let number = 1; number <= 21; number += 1) {
      expect((await mentionsOf(test.repo, "T012")).more).toBe(false);
      await test.git("commit", "--quiet", "--allow-empty", "-m", `T012: ${number}`);
    }
    const { mentions, more } = await mentionsOf(test.repo, "T012");
    expect([more, mentions.length, mentions[0]?.subject]).toEqual([true, 20, "T012: 21"]);
  });

  it("are those of the branch, with any configuration", async () => {
    await test.git("config", "grep.patternType", "perl");
    await test.git("config", "log.showSignature", "true");
    await test.git("config", "log.follow", "true");
    await test.git("config", "i18n.logOutputEncoding", "ISO-8859-1");
    await test.commit("Grüße: US1");
    await test.git("notes", "add", "-m", "US1 as well", "HEAD~1");
    await test.git("config", "notes.displayRef", "refs/notes/*");
    await test.git("checkout", "--quiet", "-b", "other");
    await test.commit("US1 elsewhere");
    await test.git("checkout", "--quiet", "main");
    const { mentions } = await mentionsOf(test.repo, "US1");
    expect(mentions.map(({ subject }) => subject)).toEqual(["Grüße: US1"]);
  });

  it("are none before the first commit", async () => {
    const empty = await testRepository();
    expect(await mentionsOf(empty.repo, "FR-001")).toEqual({ mentions: [], more: false });
    empty.dispose();
  });
});
