import { expect, it } from "vitest";
import { refusedSwitch } from "./switches";

it.each([
  "--remote-debugging-port=9222",
  "--remote-debugging-pipe",
  "--remote-allow-origins=*",
  "-remote-debugging-port=0",
  "--inspect",
  "--inspect-brk=9229",
  "--js-flags=--expose-gc",
  "--load-extension=/x",
  "--renderer-cmd-prefix=sh",
  "--utility-cmd-prefix=sh",
  "--gpu-launcher=sh",
  "--disable-web-security",
  "--host-rules=MAP * evil",
  "--require=/x.js",
])("an installed app does not start with %s", (word) => {
  expect(refusedSwitch(["/opt/app", word, "/a/project"])).toBe(
    `--${word.replace(/^-+/, "").replace(/=.*/, "")}`,
  );
});

it("other switches, paths and links do not prevent the start", () => {
  const words = ["--no-sandbox", "--ozone-platform=headless", "--disable-gpu", "--log-level=3"];
  expect(refusedSwitch(["/opt/inspect", ...words, "inspect", "/remote-debugging-port"])).toBe(
    undefined,
  );
  expect(refusedSwitch(["/opt/app", "specwright://run/x?t=1", "--", "--inspect"])).toBe(undefined);
});
