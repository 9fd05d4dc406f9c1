import { describe, expect, it } from "vitest";
import { tooMuch } from "./too-much";

describe("a text that is too much for rich text", () => {
  it("is a very long one", () => {
    expect(tooMuch("word\n".repeat(500_000))).toMatch(/longer than 2 million/);
    expect(tooMuch("- **a** task\n".repeat(100_000))).toBeUndefined();
  });

  it("is one with a line of thousands of marks, which is named", () => {
    expect(tooMuch(`# T\r\n\r\n${"word **bold** and ".repeat(2_000)}\r\nend`)).toMatch(/^Line 3 /);
    expect(tooMuch(`${"word **bold** and\n".repeat(2_000)}`)).toBeUndefined();
  });

  it("is one with a table of thousands of rows", () => {
    const table = (rows: number) => `| a | b |\n|---|---|\n${"| c | d |\n".repeat(rows)}`;
    expect(tooMuch(table(6_000))).toMatch(/more than 5,000 rows/);
    expect(tooMuch(`${table(4_000)}\n${table(4_000)}`)).toBeUndefined();
  });

  it("is not one with a long line of ordinary characters", () => {
    expect(tooMuch(`![i](data:image/png;base64,${"AAAA".repeat(100_000)})`)).toBeUndefined();
  });
});
