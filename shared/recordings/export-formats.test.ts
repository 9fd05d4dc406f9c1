import fc from "fast-check";
import { expect, it } from "vitest";
import type { CastEvent, CastHeader } from "./asciicast";
import { createCastCopy } from "./export-cast";
import { htmlPlayer, inScript } from "./export-html";
import { createCastParser } from "./parse-cast";

const header: CastHeader = {
  version: 1,
  cols: 80,
  rows: 24,
  title: "T",
  command: "secret --token x",
  type: "xterm",
};
const data = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.constantFrom("</script>", "<!--", "<script>", "]]>", "\u2028", "\ud800", "&lt;"),
);
const event = fc.oneof(
  fc.record({ code: fc.constantFrom("o" as const, "i" as const), data }),
  fc.record({ code: fc.constant("m" as const), label: data }),
  fc.record({ code: fc.constant("r" as const), cols: fc.nat(98), rows: fc.nat(98) }),
  fc.record({ code: fc.constant("x" as const), status: fc.nat(255) }),
);
const recording = fc.array(fc.tuple(fc.nat(5_000_000), event), { maxLength: 30 }).map((steps) => {
  let micros = 0;
  return steps.map(([step, what]): CastEvent => {
    micros += step;
    const time = micros / 1e6;
    return what.code === "r"
      ? { time, code: "r", cols: what.cols + 1, rows: what.rows + 1 }
      : { ...what, time };
  });
});

const parse = (text: string) => {
  const parser = createCastParser();
  const events = [...parser.push(text), ...parser.end().events];
  return { header: parser.header, events };
};

it.each([2, 3] as const)(
  "a copy in version %i plays the same, without private content",
  (version) => {
    fc.assert(
      fc.property(recording, fc.nat(30), (events, at) => {
        const as = createCastCopy(version);
        const parts = [events.slice(0, at), events.slice(at)];
        const text = as.header(header) + parts.map((part) => as.lines(part)).join("");
        expect(text).not.toContain("secret");
        const read = parse(text);
        const { cols, rows, title } = header;
        const type = version === 3 ? { type: header.type } : {};
        expect(read.header).toEqual({ version, cols, rows, title, ...type });
        const kept = events.filter(({ code }) => code !== "i" && (version === 3 || code !== "x"));
        expect(read.events.map((it) => ({ ...it, time: 0 }))).toEqual(
          kept.map((it) => ({ ...it, time: 0 })),
        );
        read.events.forEach((it, index) => {
          expect(it.time).toBeCloseTo(kept[index]?.time ?? 0, 5);
        });
      }),
    );
  },
);

it("no recorded text can end the element that contains it in a page", () => {
  const program = inScript("const a = '</SCRIPT><!--';\r\n");
  expect(program).toBe("const a = '<\\/SCRIPT><\\!--';\n");
  fc.assert(
    fc.property(recording, data, (events, title) => {
      const as = createCastCopy(3);
      const cast = as.header({ ...header, title }) + as.lines(events);
      const { start, part, end } = htmlPlayer(title, program, "hash");
      const embedded = part(cast);
      expect(embedded).not.toContain("<");
      expect(parse(embedded)).toEqual(parse(cast));
      // The page has only its own tags, whatever the title is.
      expect((start + embedded + end).match(/<\/?script/gi)).toHaveLength(4);
      expect(start.match(/<(?!!doctype)[a-z]/gi)).toHaveLength(
        htmlPlayer("", "", "").start.match(/<(?!!doctype)[a-z]/gi)?.length ?? 0,
      );
    }),
  );
});
