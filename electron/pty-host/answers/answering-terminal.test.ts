import { colourDefaults } from "@shared/contracts/terminal-colours";
import { expect, it } from "vitest";
import { openAnsweringTerminal } from "./answering-terminal";

const esc = "\u001b";
const st = `${esc}\\`;

/** The answers of a new terminal of 80×24 to these pieces of output. */
async function answersTo(...output: string[]): Promise<string> {
  const answers: string[] = [];
  const setup = { cols: 80, rows: 24, colours: colourDefaults };
  const terminal = openAnsweringTerminal(setup, (data) => answers.push(data));
  for (const text of output) await new Promise<void>((done) => terminal.write(text, done));
  terminal.close();
  return answers.join("");
}

it.each([
  ["DA1", `${esc}[c`, `${esc}[?1;2c`],
  ["DA2", `${esc}[>c`, `${esc}[>0;276;0c`],
  ["XTVERSION", `${esc}[>0q`, `${esc}P>|xterm.js(6.0.0)${st}`],
  ["status", `${esc}[5n`, `${esc}[0n`],
  ["the cursor's place", `${esc}[5;7H${esc}[6n`, `${esc}[5;7R`],
  ["the place behind a wrapped line", `${"x".repeat(90)}${esc}[6n`, `${esc}[2;11R`],
  ["the place behind wide letters", `漢字${esc}[6n`, `${esc}[1;5R`],
  ["DECXCPR", `${esc}[3;4H${esc}[?6n`, `${esc}[?3;4R`],
  ["a private mode that is off", `${esc}[?2026$p`, `${esc}[?2026;2$y`],
  ["a private mode that is on", `${esc}[?1004h${esc}[?1004$p`, `${esc}[?1004;1$y`],
  ["an unknown private mode", `${esc}[?4711$p`, `${esc}[?4711;0$y`],
  ["an ANSI mode", `${esc}[4$p`, `${esc}[4;2$y`],
  ["the margins (DECRQSS)", `${esc}[3;9r${esc}P$qr${st}`, `${esc}P1$r3;9r${st}`],
  ["the size in cells", `${esc}[18t`, `${esc}[8;24;80t`],
  ["the ground", `${esc}]11;?\u0007`, `${esc}]11;rgb:1010/1111/1414${st}`],
  ["the letters", `${esc}]10;?${st}`, `${esc}]10;rgb:dcdc/dfdf/e4e4${st}`],
  ["the cursor's colour", `${esc}]12;?${st}`, `${esc}]12;rgb:dcdc/dfdf/e4e4${st}`],
  [
    "letters and ground in one question",
    `${esc}]10;?;?${st}`,
    `${esc}]10;rgb:dcdc/dfdf/e4e4${st}${esc}]11;rgb:1010/1111/1414${st}`,
  ],
  ["a colour of the theme", `${esc}]4;1;?${st}`, `${esc}]4;1;rgb:f2f2/9c9c/8c8c${st}`],
  ["a colour of the cube", `${esc}]4;196;?${st}`, `${esc}]4;196;rgb:ffff/0000/0000${st}`],
  [
    "a grey",
    `${esc}]4;232;?;255;?${st}`,
    `${esc}]4;232;rgb:0808/0808/0808${st}${esc}]4;255;rgb:eeee/eeee/eeee${st}`,
  ],
  [
    "a ground that the program has set",
    `${esc}]11;#fff${st}${esc}]11;?${st}`,
    `${esc}]11;rgb:ffff/ffff/ffff${st}`,
  ],
  [
    "a ground that was set back",
    `${esc}]11;rgb:f/0/8${st}${esc}]111${st}${esc}]11;?${st}`,
    `${esc}]11;rgb:1010/1111/1414${st}`,
  ],
  [
    "a colour that was set back",
    `${esc}]4;1;#000000${st}${esc}]104;1${st}${esc}]4;1;?${st}`,
    `${esc}]4;1;rgb:f2f2/9c9c/8c8c${st}`,
  ],
  ["whether the ground is dark", `${esc}[?996n`, `${esc}[?997;1n`],
  ["whether a ground that was set is dark", `${esc}]11;#eeeeee${st}${esc}[?996n`, `${esc}[?997;2n`],
  ["the status protocol", `${esc}]7501;?${st}`, `${esc}]7501;?${st}`],
  ["a capability (XTGETTCAP)", `${esc}P+q544e${st}`, `${esc}P0+r${st}`],
])("answers %s", async (_, asked, answer) => {
  expect(await answersTo(asked)).toBe(answer);
  // The same, with the output cut at any place.
  expect(await answersTo(...asked)).toBe(answer);
});

it("answers questions in order, and nothing else", async () => {
  const asked = `text${esc}[c\u0007${esc}]0;title\u0007${esc}[6n${esc}]9;done\u0007${esc}]11;?\u0007${esc}[2J`;
  expect(await answersTo(asked)).toBe(`${esc}[?1;2c${esc}[1;5R${esc}]11;rgb:1010/1111/1414${st}`);
  // The terminal does not support the keyboard protocol, so it gives no answer.
  expect(await answersTo(`${esc}[?u${esc}[>7u${esc}]7501;state=idle:app=x${st}`)).toBe("");
});
