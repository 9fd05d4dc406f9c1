import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TerminalToWindow } from "@shared/contracts/terminal";
import { castHeaderLine, createCastLines } from "@shared/recordings/asciicast";
import { createVtScanner } from "@shared/recordings/vt-scanner";
import { afterEach, beforeEach, expect, it } from "vitest";
import { backlogLimits, openChannel } from "./channel";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "specwright-channel-"));
  path = join(folder, "session.cast");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A session with output, and a window that acknowledges messages when the test says so. */
function open(before: readonly string[]) {
  const lines = createCastLines();
  const scanner = createVtScanner();
  let accepted = 0;
  const record = (data: string) => {
    appendFileSync(path, lines.line({ time: 0, code: "o", data }));
    accepted = statSync(path).size;
    return scanner.scan(data);
  };
  writeFileSync(path, castHeaderLine({ cols: 80, rows: 24 }));
  accepted = statSync(path).size;
  for (const data of before) record(data);

  const shown: string[] = [];
  let taken = 0;
  let ended = false;
  let hear: (message: unknown) => void = () => undefined;
  const channel = openChannel(
    {
      post(message: TerminalToWindow) {
        if (message.type === "data") shown.push(message.data);
        if (message.type === "ended") ended = true;
      },
      onMessage: (listener) => {
        hear = listener;
      },
      onClose: () => undefined,
      close: () => undefined,
    },
    {
      recording: {
        path,
        get accepted() {
          return accepted;
        },
        flush: () => Promise.resolve(),
      },
      size: { cols: 80, rows: 24 },
      onInput: () => undefined,
      onPressure: () => undefined,
      onGone: () => undefined,
    },
  );
  return {
    channel,
    print: (data: string) => channel.push(record(data)),
    take() {
      for (; taken < shown.length; taken++)
        hear({ type: "ack", length: shown[taken]?.length ?? 0 });
    },
    shown: () => shown.join(""),
    hasEnded: () => ended,
  };
}

/** Output of which skimming can leave nothing out. */
const drawn = (n: number, length: number) => `\u001b[${(n % 20) + 1};1H${n}${"x".repeat(length)}`;

it("shows the recorded output, then new output, without a gap", async () => {
  const before = Array.from({ length: 40 }, (_, n) => drawn(n, 200_000));
  const window = open(before);
  const since: string[] = [];
  await expect.poll(() => window.shown().length).toBeGreaterThan(0);
  for (let n = 0; n < 10; n++) {
    since.push(drawn(n, 1000));
    window.print(since[n] ?? "");
  }
  window.channel.end();
  await expect
    .poll(() => {
      window.take();
      return window.hasEnded();
    })
    .toBe(true);
  expect(window.shown()).toBe([...before, ...since].join(""));
  // A window that is still reading the recording does not pause the program.
  expect(window.channel.wantsPause).toBe(false);
});

it("reads new output from the recording when it grew too large during catch-up", async () => {
  const before = Array.from({ length: 40 }, (_, n) => drawn(n, 200_000));
  const window = open(before);
  await expect.poll(() => window.shown().length).toBeGreaterThan(0);
  const since = Array.from({ length: 60 }, (_, n) => drawn(n, backlogLimits.pause / 25));
  for (const data of since) window.print(data);
  window.channel.end();
  await expect
    .poll(() => {
      window.take();
      return window.hasEnded();
    })
    .toBe(true);
  expect(window.shown()).toBe([...before, ...since].join(""));
});
