import { describe, expect, it, test } from "vitest";
import { check, lines, marked } from "../testing";
import { twoSpellings } from "./two-spellings";

describe("two-spellings", () => {
  test.each([
    ["The login page. The login form. A log-in link.", "log-in", "login"],
    ["Email it. An email came. Send an e-mail.", "e-mail", "email"],
    ["Use OAuth 2 here. OAuth2 there, and OAuth2.", "OAuth 2", "OAuth2"],
    ["On GitHub, GitHub says. Github too.", "Github", "GitHub"],
  ])("finds both spellings in %j", (text, rare, usual) => {
    const found = check(twoSpellings, { "spec.md": `${text}\n` });
    expect(found.map(({ message }) => message)).toEqual([
      `“${rare}” is written “${usual}” elsewhere.`,
    ]);
    expect(marked(found, text)).toEqual([rare]);
  });

  test.each([
    "Re-use it. A re-use.",
    "A real-time feed in real time.",
    "Phase 2 and Phase2 are the same; so is T012.",
    "Call `log-in` to login; see log-in.ts and src/log-in/.",
    "See [login](./log-in.md) and https://example.org/log-in.",
    "JavaScript with a javascript: address; README and readme.",
    "taskList is login in code; pass --log-in.",
    "FR-001 and FR001, sha-256 and sha256.",
  ])("finds none in %j", (text) => {
    expect(lines(check(twoSpellings, { "spec.md": `${text}\n` }))).toEqual([]);
  });

  it("compares the documents of a feature, and reports a term once", () => {
    const found = check(twoSpellings, {
      "spec.md": "The login. The login.\n",
      "plan.md": "- The log-in.\n- A Log-in.\n- Login.\n",
    });
    expect(lines(found)).toEqual(["plan.md:1:7 MEDIUM “log-in” is written “login” elsewhere."]);
    expect(found[0]?.mend).toBe("Choose one spelling: “login” stands here 3 times, “log-in” 2.");
  });

  it("is less sure about terms that may be names in code", () => {
    const found = check(twoSpellings, { "spec.md": "A TaskList is a task-list.\n" });
    expect(found.map(({ severity }) => severity)).toEqual(["LOW"]);
  });
});
