import { expect, it } from "vitest";
import { environmentDigest } from "./run-environment";

const digest = (env: NodeJS.ProcessEnv, more: { shell?: string; setUp?: string } = {}) =>
  environmentDigest({
    agent: { kind: "command", command: "true" },
    env: { PATH: "/bin", ...env },
    shell: more.shell ?? "/bin/sh",
    setUp: more.setUp,
  });

it("is the same for the same environment, for any values and any order of its variables", () => {
  const first = digest({ A: "1", TOKEN: "one secret" });
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(digest({ TOKEN: "another", A: "2" })).toBe(first);
  // Variables of the terminal in which the app was started do not reach a run.
  expect(digest({ A: "1", TOKEN: "x", TMUX: "/tmp/1" })).toBe(first);
});

it("differs for another path, variable, shell or set-up", () => {
  const all = [
    digest({}),
    digest({ PATH: "/usr/bin" }),
    digest({ A: "1" }),
    digest({}, { shell: "/bin/bash" }),
    digest({}, { setUp: "npm ci" }),
  ];
  expect(new Set(all).size).toBe(all.length);
});
