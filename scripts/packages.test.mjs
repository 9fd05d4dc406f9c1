import { expect, it } from "vitest";
import { agree } from "./packages.mjs";

const wanted = {
  "": { version: "0.1.0" },
  "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
  "node_modules/for-another-system": { version: "1.0.0", integrity: "sha512-b", optional: true },
};

it.each([
  ["all but another system's", { "node_modules/a": wanted["node_modules/a"] }, true],
  ["nothing", {}, false],
  ["another version", { "node_modules/a": { version: "1.0.1", integrity: "sha512-a" } }, false],
  ["another content", { "node_modules/a": { version: "1.0.0", integrity: "sha512-x" } }, false],
  [
    "one too many",
    { "node_modules/a": wanted["node_modules/a"], "node_modules/old": { version: "1.0.0" } },
    false,
  ],
])("compares the installed packages with the lock file: %s", (_, installed, same) => {
  expect(agree(wanted, installed)).toBe(same);
});
