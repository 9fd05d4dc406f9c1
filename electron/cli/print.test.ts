import { Problem } from "@shared/base/problem";
import { expect, it } from "vitest";
import { asJson, describeProblem, printable } from "./print";

it("prints text of repositories and recordings without control of the terminal", () => {
  const title = "Evil\u001b]52;c;cm0gLXJm\u0007 \u009b2J\r\u007f title\nnext\tline é 日本";
  expect(printable(title)).toBe("Evil ]52;c;cm0gLXJm   2J   title\nnext\tline é 日本");
});

it("writes JSON that is one line and means the same", () => {
  const value = { title: "a\u001b[2J\u009b2J\u007f\n日本" };
  expect(asJson(value)).not.toMatch(/\p{Cc}/u);
  expect(JSON.parse(asJson(value))).toEqual(value);
});

it("prints a refusal with its detail, and the detail only once", () => {
  const words = (message: string, detail?: string) =>
    describeProblem(new Problem("git-failed", message, detail));
  expect(words("Git failed.", "fatal: bad object\nhint: x\n")).toBe(
    "Git failed.\n  fatal: bad object\n  hint: x",
  );
  expect(words("There is no /a.", "/a")).toBe("There is no /a.");
  expect(words("No.")).toBe("No.");
});
