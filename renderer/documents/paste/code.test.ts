import { expect, it } from "vitest";
import { codeOf } from "./code";

const coloured = `<meta charset='utf-8'><div style="color: #ccc;font-family: Menlo, monospace;white-space: pre;"><div><span style="color: #69c;">let</span> a</div></div>`;
const said = (mode: string) => JSON.stringify({ version: 1, mode });

it("is code in the editor's language when a code editor copied it", () => {
  expect(codeOf(coloured, "let a\r\nlet b", said("typescript"))).toEqual({
    text: "let a\nlet b",
    language: "ts",
  });
  expect(codeOf("<span>x</span>", "x", said("rust"))?.language).toBe("rust");
});

it("is code when it looks like code and the editor does not say so", () => {
  expect(codeOf(coloured, "let a", "")).toEqual({ text: "let a", language: "" });
  expect(codeOf(coloured, "let a", "no JSON")?.language).toBe("");
});

it("is not code when it is prose, or comes from a web page", () => {
  expect(codeOf(coloured, "# Title", said("markdown"))).toBeUndefined();
  expect(codeOf("<p>let a</p>", "let a", "")).toBeUndefined();
  expect(
    codeOf('<span style="font-size:11pt;white-space:pre-wrap;">x</span>', "x", ""),
  ).toBeUndefined();
  expect(
    codeOf("<span style='font-family:Arial;white-space:pre-wrap'>x</span>", "x", ""),
  ).toBeUndefined();
});
