import { describe, expect, it, test } from "vitest";
import { check, lines, marked } from "../testing";
import { vagueWord } from "./vague-word";

const spec = (text: string) => `- **FR-001**: ${text}\n`;

describe("vague-word", () => {
  test.each([
    ["System MUST be fast.", "fast"],
    ["The import MUST respond\n  quickly.", "quickly"],
    ["System MUST be secure.", "secure"],
    ["The form MUST be user-friendly for users of v2.", "user-friendly"],
    ["System MUST scale easily, as FR-002 says.", "easily"],
    ["Passwords MUST be stored appropriately.", "appropriately"],
  ])("finds %j", (text, word) => {
    const found = check(vagueWord, { "spec.md": spec(text) });
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toBe(`“${word}” in FR-001 has no measure.`);
    expect(marked(found, spec(text))).toEqual([word]);
  });

  test.each([
    "Search MUST be fast: an answer in less than 200 ms.",
    "A fast search answers within a second.",
    "Sign-in MUST be easy: one click.",
    "95% of users find it intuitive.",
    "Passwords MUST be stored securely, hashed with argon2id.",
    "System MUST set the secure flag and fail fast.",
    "The fast path MUST record each step.",
    "The quick action MUST be named so.",
    "System MUST name the `fast` mode.",
    "System MUST be [NEEDS CLARIFICATION: how fast?]",
    "~~System MUST be fast.~~",
    "System MUST be steadfast at breakfast.",
  ])("finds nothing in %j", (text) => {
    expect(lines(check(vagueWord, { "spec.md": spec(text) }))).toEqual([]);
  });

  it("examines only requirements and success criteria", () => {
    const text = "It is fast.\n\n- **SC-001**: Sorting is fast.\n";
    expect(lines(check(vagueWord, { "spec.md": text, "plan.md": text }))).toEqual([
      "spec.md:3:26 MEDIUM “fast” in SC-001 has no measure.",
    ]);
  });
});
