import { expect, it } from "vitest";
import { asJson, printable } from "./print";

it("lets nothing of a repository or a recording act on the person's terminal", () => {
  const title = "Evil\u001b]52;c;cm0gLXJm\u0007 \u009b2J\r\u007f title\nnext\tline é 日本";
  expect(printable(title)).toBe("Evil ]52;c;cm0gLXJm   2J   title\nnext\tline é 日本");
});

it("writes JSON that is one line and means the same", () => {
  const value = { title: "a\u001b[2J\u009b2J\u007f\n日本" };
  expect(asJson(value)).not.toMatch(/\p{Cc}/u);
  expect(JSON.parse(asJson(value))).toEqual(value);
});
