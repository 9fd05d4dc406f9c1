import { expect, it } from "vitest";
import { leftOutSentence } from "./left-out";

it("says of the person's own files that the run would have committed them, and of the rest where it stays", () => {
  const env = { path: ".env", reason: "given" } as const;
  const large = { path: "a.bin", reason: "large" } as const;
  expect(leftOutSentence({})).toBeUndefined();
  expect(leftOutSentence({ leftOut: [env] })).toBe(
    "Not in the change: .env (a file that git ignored when the run began, copied from your working tree). The run would have committed it: see whether the change has git ignore it no more.",
  );
  expect(leftOutSentence({ leftOut: [env], moreLeftOut: 3 })).toContain(" and 3 more.");
  const both = leftOutSentence({ leftOut: [env, large], moreLeftOut: 3 });
  expect(both).toContain("ignore it no more. Not in the change: a.bin");
  expect(both).toMatch(/ and 3 more\. It stays in the run's working tree\.$/);
});
