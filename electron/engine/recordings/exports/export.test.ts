import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { castHeaderLine, createCastLines } from "@shared/recordings/asciicast";
import type { ExportFormat } from "@shared/recordings/export-formats";
import { redactionRules } from "@shared/recordings/redact";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Export, exportRecording } from "./export";

let folder: string;
let from: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-export-"));
  from = join(folder, "session.cast");
  await writeFile(join(folder, "player.js"), "start();");
});
afterEach(() => rm(folder, { recursive: true }));

async function record(...data: string[]) {
  const lines = createCastLines();
  const text = data.map((it, index) => lines.line({ time: index / 100, code: "o", data: it }));
  await writeFile(from, castHeaderLine({ cols: 20, rows: 4, title: "A <run>" }) + text.join(""));
}

const to = (format: ExportFormat, request: Partial<Export> = {}, env: NodeJS.ProcessEnv = {}) =>
  exportRecording(
    {
      from,
      to: join(folder, `out.${format}`),
      format,
      title: "Recording",
      replace: false,
      signal: new AbortController().signal,
      progress: () => undefined,
      ...request,
    },
    { player: join(folder, "player.js"), env, rules: redactionRules([], []) },
  );
const result = (format: ExportFormat) => readFile(join(folder, `out.${format}`), "utf8");

it("writes a page whose policy allows no script but the player", async () => {
  await record("hello </script>\r\n");
  await to("html");
  const page = await result("html");
  expect(page).toContain("<title>A &lt;run&gt;</title>");
  expect(page).toContain("hello \\u003c/script>");
  expect(page).toMatch(/script-src 'sha256-[A-Za-z0-9+/]{43}='; /);
});

describe("a transcript", () => {
  it("has every line exactly once and complete, for any amount of output in any chunks", async () => {
    const lines = Array.from({ length: 20_000 }, (_, n) =>
      n % 3 === 0 ? "" : `line ${n} ${"long ".repeat(n % 9)}end`,
    );
    const text = `\u001b[1m${lines.join("\u001b[m\r\n")}`;
    await record(...(text.match(/[\s\S]{1,7000}/g) ?? []));
    await to("text");
    expect(await result("text")).toBe(`${lines.join("\n")}\n`);
  });

  it("leaves out the alternate screen, clears and control characters", async () => {
    await record("one\r\n\u001b[?1049hmenu\u001b[?1049l", "two\u0007\u001b]0;title\u0007\r\nthree");
    await to("text");
    expect(await result("text")).toBe("one\ntwo\nthree\n");
  });

  it("continues after a change of size and a cleared scrollback", async () => {
    await writeFile(
      from,
      `${castHeaderLine({ cols: 20, rows: 3 })}[0,"o","a\\r\\nb\\r\\nc\\r\\nd"]\n[0,"r","10x2"]\n[0,"o","\\r\\n0123456789abc\\u001b[3J\\r\\ne\\r\\nf\\r\\ng"]\n`,
    );
    await to("text");
    expect(await result("text")).toBe("a\nb\nc\nd\n0123456789abc\ne\nf\ng\n");
  });
});

describe("a picture", () => {
  it("names the missing tool", async () => {
    await record("a");
    await expect(to("gif")).rejects.toMatchObject({ code: "tool-missing" });
    expect((await readdir(folder)).sort()).toEqual(["player.js", "session.cast"]);
  });

  it("is drawn by the tool from an asciicast 2, and the tool's message is shown when it fails", async () => {
    await record("a");
    const agg = join(folder, "agg");
    await writeFile(agg, '#!/bin/sh\nhead -c 13 "$1" > "$2"\n');
    await chmod(agg, 0o755);
    await to("gif", {}, { PATH: `${folder}:/bin:/usr/bin` });
    expect(await result("gif")).toBe('{"version":2,');
    await writeFile(agg, "#!/bin/sh\necho no font >&2\nexit 1\n");
    await expect(
      to("gif", { to: join(folder, "b.gif") }, { PATH: `${folder}:/bin` }),
    ).rejects.toMatchObject({ code: "tool-failed", detail: "no font" });
  });
});

it("hides a secret that is complete on the screen only", async () => {
  const token = `ghp_${"a1B2".repeat(9)}`;
  await writeFile(
    from,
    `${castHeaderLine({ cols: 60, rows: 4 })}[0,"o","\\u001b[2;25H${token.slice(20)}"]\n[0,"o","\\u001b[2;5H${token.slice(0, 20)}"]\n`,
  );
  for (const format of ["cast", "html", "text"] as const) {
    expect(await to(format)).toMatchObject({ hidden: 1 });
    expect(await result(format)).toContain("*".repeat(16));
    expect(await result(format)).not.toContain("a1B2a1B2");
  }
});

it("leaves out an invalid line, and reports it", async () => {
  await writeFile(
    from,
    `${castHeaderLine({ cols: 20, rows: 3 })}[0,"o","a"]\n[0\n[1,"o","b"]\n[1,`,
  );
  for (const format of ["cast", "html", "text"] as const)
    expect(await to(format)).toEqual({
      hidden: 0,
      torn: true,
      passedOver: { lines: 1, first: 3, reason: "is not valid JSON" },
    });
  expect(await result("text")).toBe("ab\n");
});

it("replaces a file only when told to, and never the recording itself", async () => {
  await record("a");
  await writeFile(join(folder, "out.cast"), "mine");
  await expect(to("cast")).rejects.toMatchObject({ code: "file-exists" });
  expect(await result("cast")).toBe("mine");
  await to("cast", { replace: true });
  expect(await result("cast")).toContain('"a"');
  await expect(to("cast", { to: from, replace: true })).rejects.toMatchObject({
    code: "bad-request",
  });
});

it("leaves no file behind when it is cancelled, or when the recording is damaged", async () => {
  await record(..."x".repeat(300).split(""), "y".repeat(2_000_000));
  const life = new AbortController();
  const cancelled = to("text", { signal: life.signal, progress: () => life.abort() });
  await expect(cancelled).rejects.toThrow(/abort/);
  await writeFile(from, 'nonsense\n[1,"o","a"]\n');
  const formats = ["cast", "html", "text"] as const;
  for (const format of formats) await expect(to(format)).rejects.toBeInstanceOf(Problem);
  expect((await readdir(folder)).sort()).toEqual(["player.js", "session.cast"]);
});
