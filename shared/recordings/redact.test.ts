import headless from "@xterm/headless";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  createRedactor,
  type RedactionRules,
  redactionRules,
  redactText,
  type WriteAscii,
} from "./redact";
import { knownFormats, secretFormats } from "./secret-formats";
import type { SecretPattern } from "./secret-pattern";
import { secretValues } from "./secret-values";

const esc = "\u001b";
const value = "pa55/wörd+of mine?";
const wide = "秘密の言葉です鍵";
const rules = redactionRules([value, wide], ["ACME-[0-9]{8}", "ticket [A-Z]{2,4}-\\d{6}"]);

/** Units a step may have, so that a text can be made from a pattern. */
const choices = (has: (unit: number) => boolean) =>
  Array.from({ length: 0x5e }, (_, i) => String.fromCharCode(0x21 + i)).filter((char) =>
    has(char.charCodeAt(0)),
  );

interface Secret {
  readonly kind: string;
  readonly text: string;
  /** The part of the text that must be hidden. */
  readonly hidden: string;
}

/** A text that follows a pattern: `pick` chooses characters. */
function follow(kind: string, { steps }: SecretPattern, pick: (from: number) => number): Secret {
  let text = "";
  let hidden = "";
  for (const step of steps) {
    const chars = choices(step.has);
    const times =
      step.min === step.max ? step.min : Math.min(step.max, Math.max(step.min, 6) + pick(9));
    const part = Array.from({ length: times }, () => chars[pick(chars.length)] ?? " ").join("");
    text += part;
    if (step.secret) hidden += part;
  }
  return { kind, text, hidden };
}

const formatSecrets = fc
  .tuple(fc.constantFrom(...knownFormats()), fc.infiniteStream(fc.nat({ max: 1_000_000 })))
  .map(([{ kind, pattern }, stream]) =>
    follow(kind, pattern, (from) => (stream.next().value ?? 0) % from),
  );
const base64 = Buffer.from(`user:${value}`).toString("base64");
const valueSecrets = fc.constantFrom<Secret>(
  { kind: "environment", text: value, hidden: value },
  { kind: "environment", text: wide, hidden: wide },
  { kind: "environment", text: encodeURIComponent(value), hidden: encodeURIComponent(value) },
  { kind: "environment", text: base64, hidden: base64.slice(8, -2) },
  { kind: "pattern", text: "ACME-01234567", hidden: "ACME-01234567" },
  { kind: "pattern", text: "ticket QX-998877", hidden: "ticket QX-998877" },
);
const secrets = fc.oneof({ weight: 4, arbitrary: formatSecrets }, valueSecrets);

/** What may lie between two characters and leaves no cell. */
const between = fc.constantFrom(
  `${esc}[0m`,
  `${esc}[38;5;196m`,
  `${esc}[3;7H`,
  `${esc}[K`,
  `${esc}]0;a title\u0007`,
  `${esc}]8;;https://example.com${esc}\\`,
  `${esc}(B`,
  "\u0007",
);

/** The text that is printed: what stands between is taken out, line ends too. */
const printed = (text: string) =>
  text
    .replace(new RegExp(`${esc}\\][^${esc}\u0007]*(\u0007|${esc}\\\\)`, "g"), "")
    .replace(new RegExp(`${esc}(\\[[0-9;]*[A-Za-z]|\\(B)`, "g"), "")
    .replace(/[\r\n]/g, "")
    .replaceAll("\u0007", "");

const ascii: WriteAscii = (text, into) => {
  for (let at = 0; at < text.length; at++) into[at] = text.charCodeAt(at);
  return into.every((byte, at) => byte < 0x80 && byte === text.charCodeAt(at));
};

/** Pushes a text in pieces, to a redactor that reads pairs of bytes and to one that does not. */
function redact(pieces: readonly string[], pause = false, with_: RedactionRules = rules) {
  const [result, slow] = [ascii, undefined].map((write) => redactWith(write, pieces, pause, with_));
  expect(result).toEqual(slow);
  return result ?? { out: "", counts: {} };
}

function redactWith(
  write: WriteAscii | undefined,
  pieces: readonly string[],
  pause: boolean,
  with_: RedactionRules,
) {
  const redactor = createRedactor(with_, 80, write);
  let out = "";
  for (const piece of pieces) {
    out += redactor.push(piece);
    if (pause) out += redactor.flush();
  }
  return { out: out + redactor.flush(), counts: redactor.counts };
}

const cutAt = (text: string, at: number) => [text.slice(0, at), text.slice(at)];

describe("secrets", () => {
  it("are hidden wherever they are cut, and nothing else is", () => {
    fc.assert(
      fc.property(secrets, ({ kind, text, hidden }) => {
        const around = `before ${text}| after\r\n`;
        for (let at = 0; at <= around.length; at++) {
          const { out, counts } = redact(cutAt(around, at));
          expect(out).not.toContain(hidden);
          expect(counts[kind], `${text} cut at ${at}: ${JSON.stringify(counts)}`).toBe(1);
          const [start] = out.split("*", 1);
          expect(around.startsWith(start ?? "")).toBe(true);
          expect(out.endsWith("| after\r\n")).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("are hidden when they come one unit at a time, with pauses: only the beginning is shown", () => {
    fc.assert(
      fc.property(secrets, ({ text, hidden }) => {
        const { out } = redact([...Array.from(`x ${text} y`)], true);
        expect(out.length).toBeGreaterThan(0);
        for (let at = 0; at + 9 <= hidden.length; at++)
          expect(out).not.toContain(hidden.slice(at, at + 9));
      }),
      { numRuns: 100 },
    );
  });

  it("are hidden with sequences in them, which stay", () => {
    fc.assert(
      fc.property(
        secrets,
        fc.array(fc.tuple(fc.nat(400), between), { minLength: 1, maxLength: 12 }),
        fc.array(fc.nat(800), { maxLength: 4 }),
        ({ text, hidden }, inserts, cuts) => {
          let stream = `see ${text}`;
          for (const [at, sequence] of inserts) {
            // Never inside a sequence, nor inside a character.
            const places = plainPlaces(stream);
            const place = places[at % places.length] ?? 0;
            stream = stream.slice(0, place) + sequence + stream.slice(place);
          }
          const pieces = cutInto(stream, cuts);
          const { out } = redact(pieces);
          expect(printed(out)).not.toContain(hidden);
          expect(printed(out)).toContain("*");
          const sequences = new RegExp(`${esc}[^${esc}]*`, "g");
          expect(out.match(sequences)?.length).toBe(stream.match(sequences)?.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("are hidden when a program breaks them at the terminal's width", () => {
    fc.assert(
      fc.property(secrets, fc.integer({ min: 1, max: 70 }), ({ text, hidden }, used) => {
        const line = `${"é".repeat(used)} ${text}`;
        fc.pre(text === text.normalize() && line.length < 78 * 60);
        let stream = "";
        for (let at = 0; at < line.length; at += 80) stream += `${line.slice(at, at + 80)}\r\n`;
        expect(printed(redact([stream]).out)).not.toContain(hidden);
      }),
      { numRuns: 100 },
    );
  });

  it.each(["\u0007", `${esc}\\`])("are hidden in titles and links", (end) => {
    fc.assert(
      fc.property(formatSecrets, ({ text, hidden }) => {
        const stream = `${esc}]0;job ${text}${end}a${esc}]8;;http://h/${text}${end}link${esc}]8;;${end}`;
        const at = stream.length >> 1;
        const { out } = redact(cutAt(stream, at));
        expect(out).not.toContain(hidden);
        expect(out).toContain("link");
        expect(out.length).toBe(stream.length);
      }),
      { numRuns: 60 },
    );
  });

  it("leave the screen in its shape", async () => {
    await fc.assert(
      fc.asyncProperty(secrets, fc.nat(), async ({ text }, at) => {
        const stream = `${esc}[1mlogin${esc}[0m with ${text} now\r\n日本 done`;
        const before = await cells([stream]);
        const after = await cells(cutAt(redact(cutAt(stream, at % stream.length)).out, 9));
        expect(after.length).toBe(before.length);
        const other = after.filter((cell, i) => cell !== before[i]);
        expect(new Set(other)).toEqual(new Set(["*"]));
      }),
      { numRuns: 40 },
    );
  });
});

test("secrets are seen at every place of a run of plain text", () => {
  for (const { kind, pattern } of knownFormats()) {
    const { text } = follow(kind, pattern, (from) => from - 1);
    for (let before = 0; before < 6; before++)
      for (const start of ["", "\r\n", `${esc}[1m`, `k${esc}[1;1H`, "·\r\n"])
        expect(redact([`${start}${" ".repeat(before)}${text} z`]).counts).not.toEqual({});
  }
});

describe("what is no secret", () => {
  it("comes out as it went in, however it is cut", () => {
    const words = fc.constantFrom(
      ..."the task-runner https://example.com:443/a?b=c sk- ghp_short AKIA eyJ bearer of news".split(
        " ",
      ),
      "-----BEGIN CERTIFICATE-----",
      "-----BEGIN RSA PRIVATE KEY-----",
      "user@host",
      "password: ",
      "\r\n",
      "\t",
      "漢字",
      "🔑",
    );
    const texts = fc
      .array(fc.oneof(words, between, fc.string({ unit: "binary", maxLength: 8 })))
      .map((parts) => parts.map((part, i) => (i % 7 === 6 ? `${part}\n` : `${part} `)).join(""));
    fc.assert(
      fc.property(texts, fc.array(fc.nat(500)), (text, cuts) => {
        expect(redact(cutInto(text, cuts))).toEqual({ out: text, counts: {} });
      }),
    );
  });

  it("is not kept back once it cannot be a secret any more, and little is kept otherwise", () => {
    fc.assert(
      fc.property(formatSecrets, fc.string(), ({ text }, other) => {
        const redactor = createRedactor(rules);
        redactor.push(text + other);
        redactor.flush();
        expect(redactor.holding).toBe(false);
      }),
    );
    const redactor = createRedactor(rules);
    expect(redactor.push("ghp_")).toBe("ghp_");
    expect(redactor.push("abc")).toBe("");
    expect(redactor.push(" ")).toBe("abc ");
    expect(redactor.holding).toBe(false);
    let longest = 0;
    let out = 0;
    for (let at = 0; at < 5000; at++) {
      out += redactor.push("eyJhbGci").length;
      longest = Math.max(longest, (at + 1) * 8 - out);
    }
    expect(longest).toBeLessThan(4096);
  });

  it("takes time in proportion to its length, whatever the pattern and the text", () => {
    const hostile = redactionRules(
      ["aaaaaaaaaaaaaaaaaaaaaaaaaab"],
      ["aaa[a-y]{900}z", "aaa[a]{0,900}b"],
    );
    const cost = (times: number) => {
      const started = process.cpuUsage().user;
      for (const part of ["a", "://", "sk-"]) redact([part.repeat(4000 * times)], false, hostile);
      return process.cpuUsage().user - started;
    };
    cost(4);
    // Eight times as much would take 64 times as long if each character looked at all those before it.
    expect(cost(8)).toBeLessThan(28 * cost(1));
  });
});

test("lines that end are not gone on with, so the next line stays", () => {
  const token = `ghp_${"a".repeat(36)}`;
  expect(redact([`${token}\r\nnext line`]).out).toBe(`ghp_${"*".repeat(36)}\r\nnext line`);
  const key = `-----BEGIN PRIVATE KEY-----\r\n${`${"k".repeat(64)}\r\n`.repeat(20)}-----END PRIVATE KEY-----\r\n$ ls`;
  expect(redact([key]).out).toBe(key.replace(/k/g, "*"));
});

test("each format says where it is from, and is known by name", () => {
  for (const { source, kind } of secretFormats) {
    expect(source).toMatch(/^https:\/\//);
    expect(kind).toMatch(/^[a-z-]+$/);
  }
});

test("the environment's secrets are those whose names say so", () => {
  expect(
    secretValues({
      PATH: "/usr/bin:/usr/local/bin",
      ANTHROPIC_API_KEY: "key-of-ten",
      GITHUB_TOKEN: "token-of-x",
      DB_PASSWORD: "short",
      AWS_ACCESS_KEY_ID: "an-id-is-none",
      GOOGLE_APPLICATION_CREDENTIALS: "/home/me/key.json",
      DATABASE_URL: "postgres://me:pass-in-url@localhost/db",
      KEYBOARD: "a-plain-value",
    }),
  ).toEqual(["key-of-ten", "token-of-x", "pass-in-url"]);
});

test.each([
  ["a+", "three plain characters"],
  ["ab[0-9]{8}", "three plain characters"],
  ["abc[a-z]+z", "matches the same characters"],
  ["abc[z-a]", "lower to higher"],
  ["abc(?=d)", "a ? where it means nothing"],
  ["abc(d)(e)", "more than one ("],
  ["abc{2,1}", "cannot be"],
  ["abc.{0,3000}d", "matches the same characters"],
  ["abc[0-9]{1000}[a-f]{1000}x", "2000 characters long"],
  ["abc\\b", "not one of"],
  ["abc[0-9", "without its ]"],
  ["abc|def", "has a | where it means nothing"],
])("the pattern %s is refused with a reason", (pattern, reason) => {
  expect(() => redactionRules([], [pattern])).toThrow(reason);
});

test("a text that is whole is redacted as well", () => {
  expect(
    redactText(rules, "curl -H 'Authorization: Bearer abcdef0123' https://me:s3cret@h/"),
  ).toEqual({
    text: "curl -H 'Authorization: Bearer **********' https://me:******@h/",
    counts: { authorization: 1, "url-password": 1 },
  });
});

function cutInto(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, i) => text.slice(from, places[i]));
}

/** Indexes of a stream between two characters, outside of sequences. */
function plainPlaces(stream: string): number[] {
  const taken = new Set<number>();
  const sequences = new RegExp(
    `${esc}\\][^${esc}\u0007]*(\u0007|${esc}\\\\)|${esc}\\[[0-9;]*[A-Za-z]|${esc}\\(B|[\ud800-\udbff][\udc00-\udfff]`,
    "g",
  );
  for (const { 0: found, index } of stream.matchAll(sequences))
    for (let at = 1; at < found.length; at++) taken.add(index + at);
  return Array.from({ length: stream.length + 1 }, (_, at) => at).filter((at) => !taken.has(at));
}

/** The characters of each cell of a screen. */
async function cells(pieces: readonly string[]): Promise<string[]> {
  const terminal = new headless.Terminal({ cols: 40, rows: 40, allowProposedApi: true });
  for (const piece of pieces) terminal.write(piece);
  await new Promise<void>((resolve) => terminal.write("", resolve));
  const buffer = terminal.buffer.active;
  const all: string[] = [];
  for (let y = 0; y < buffer.length; y++)
    for (let x = 0; x < 40; x++) {
      const cell = buffer.getLine(y)?.getCell(x);
      // A wide character that is hidden becomes two cells.
      if (cell?.getWidth() === 0) all.push(all.at(-1) ?? "");
      else all.push(cell?.getChars() ?? "");
    }
  terminal.dispose();
  return all;
}
