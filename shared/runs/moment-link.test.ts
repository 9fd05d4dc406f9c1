import fc from "fast-check";
import { expect, it } from "vitest";
import { isRunId } from "../base/ids";
import { aRun } from "../base/testing";
import { isMeantAsLink, linkedMoment, readMomentLink, writeMomentLink } from "./moment-link";

const runs = fc.stringMatching(/^[A-Za-z0-9-]{1,80}$/);
const times = fc.integer({ min: 0, max: 9_999_999_000 }).map((ms) => ms / 1000);
const links = fc.record({ run: runs.map(aRun), at: times });

it("what is written is read as the same, and what is read is written as the same", () => {
  fc.assert(
    fc.property(links, (link) => {
      const text = writeMomentLink(link);
      expect(readMomentLink(text)).toEqual(link);
      expect(isMeantAsLink(text)).toBe(true);
    }),
  );
});

it("a link with anything else in it is none", () => {
  const text = writeMomentLink({ run: aRun("20261118-140233-T004-9f3a"), at: 12.5 });
  for (const other of [
    text.replace("run/", "runs/"),
    text.replace("run/", "run:80/"),
    text.replace("run/", "me@run/"),
    text.replace("run/", "run/x/"),
    text.replace("run/", "run/../"),
    text.replace("run/", "run//"),
    text.replace("?t", "/?t"),
    text.replace("specwright", "Specwright"),
    text.replace("specwright", "https"),
    text.replace("12.5", "-1"),
    text.replace("12.5", "1e3"),
    text.replace("12.5", "0x1"),
    text.replace("12.5", "012"),
    text.replace("12.5", "1.2345"),
    text.replace("12.5", "1."),
    text.replace("12.5", "99999999"),
    text.replace("12.5", ""),
    text.replace("?t=12.5", ""),
    text.replace("20261118", "2026%31118"),
    `${text}&t=1`,
    `${text}&open=/`,
    `${text}#x`,
    `${text}\n`,
    `${text}\0`,
    ` ${text}`,
    `${text} --flag`,
  ])
    expect(readMomentLink(other), other).toHaveProperty("refused");
  expect(readMomentLink(`${text}${"0".repeat(200)}`)).toEqual({
    refused: "This link is too long to be one to a moment.",
  });
});

it("a link that one character was put into is none, or still one to a moment", () => {
  fc.assert(
    fc.property(links, fc.nat(120), fc.string({ maxLength: 2 }), (link, place, put) => {
      const text = writeMomentLink(link);
      const read = readMomentLink(text.slice(0, place) + put + text.slice(place));
      if (!("refused" in read)) expect(isRunId(read.run) && read.at >= 0).toBe(true);
    }),
  );
});

it("any text is read without an error", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string({ unit: "binary" })), (text) => {
      expect(readMomentLink(text)).toHaveProperty("refused");
      expect(readMomentLink(`specwright://run/${text}`)).toBeTypeOf("object");
    }),
  );
});

it("the moment that can be named shows what was shown at the time", () => {
  expect([0, 1.2, 2.675, 1.2341, -1, Number.POSITIVE_INFINITY].map(linkedMoment)).toEqual([
    0, 1.2, 2.675, 1.235, 0, 9_999_999,
  ]);
  fc.assert(
    fc.property(runs, fc.double({ min: 0, max: 9_999_998, noNaN: true }), (run, time) => {
      const at = linkedMoment(time);
      expect(at - time).toBeLessThan(0.001);
      expect(at).toBeGreaterThanOrEqual(time - 1e-8);
      expect(readMomentLink(writeMomentLink({ run: aRun(run), at }))).toEqual({ run, at });
    }),
  );
});
