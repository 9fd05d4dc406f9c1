import { type ITerminalOptions, Terminal } from "@xterm/headless";
import { expect, it } from "vitest";
import { mute } from "./mute";

/** Everything that a terminal sends after it processed a text. */
async function said(written: string, options: ITerminalOptions): Promise<string> {
  const terminal = new Terminal({ allowProposedApi: true, ...options });
  let answers = "";
  terminal.onData((data) => {
    answers += data;
  });
  terminal.onBinary((data) => {
    answers += data;
  });
  await new Promise<void>((done) => terminal.write(written, done));
  terminal.dispose();
  return answers;
}

// The questions that a terminal without a window answers; e2e/elsewhere.spec.ts covers the others.
it.each([
  ["DA1", "\u001b[c"],
  ["DA2", "\u001b[>c"],
  ["DSR 5", "\u001b[5n"],
  ["DSR 6", "\u001b[6n"],
  ["DECXCPR", "\u001b[?6n"],
  ["DECRQM of a mode", "\u001b[4$p"],
  ["DECRQM of a private mode", "\u001b[?2026$p"],
  ["DECRQSS", "\u001bP$qm\u001b\\"],
])(
  "a muted terminal does not answer %s, which an ordinary terminal answers",
  async (_name, query) => {
    expect(await said(query, {})).not.toBe("");
    expect(await said(query, mute)).toBe("");
  },
);
