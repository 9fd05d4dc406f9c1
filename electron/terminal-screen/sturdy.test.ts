import { screenText } from "@shared/recordings/screen-text";
import { expect, it } from "vitest";
import { openReplayTerminal, writeTo } from "./keyframe-terminal";

function rows(terminal: ReturnType<typeof openReplayTerminal>): string {
  const { active } = terminal.buffer;
  return screenText(
    Array.from(
      { length: terminal.rows },
      (_, y) => active.getLine(active.baseY + y)?.translateToString(true) ?? "",
    ),
  );
}

it.each(["1J", "?1J"])("erases up to the end of the last line (%s)", async (erase) => {
  const terminal = openReplayTerminal({ cols: 10, rows: 3 });
  await writeTo(terminal, `gone\u001b[99;99H\u001b[${erase}\u001b[Hthere`);
  expect(rows(terminal).trimEnd()).toBe("there");
  terminal.dispose();
});

it("keeps the text behind the cursor when it erases up to the cursor", async () => {
  const terminal = openReplayTerminal({ cols: 10, rows: 3 });
  await writeTo(terminal, "first\r\nsecond\u001b[2;3H\u001b[1J");
  expect(rows(terminal)).toBe("\n   ond");
  terminal.dispose();
});

it("continues after output at which the terminal throws", async () => {
  const terminal = openReplayTerminal({ cols: 10, rows: 3 });
  terminal.parser.registerCsiHandler({ final: "y" }, () => {
    throw new Error("A defect of the terminal.");
  });
  await writeTo(terminal, "before\u001b[ylost");
  await writeTo(terminal, " after");
  expect(rows(terminal).trimEnd()).toBe("before aft\ner");
  terminal.dispose();
});
