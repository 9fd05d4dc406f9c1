import { flow } from "@shared/contracts/terminal";
import { colourDefaults } from "@shared/contracts/terminal-colours";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openLiveSession } from "./live-session";

let frames: (() => void)[] = [];
beforeEach(() => {
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (callback: () => void) => frames.push(callback));
});
afterEach(() => vi.unstubAllGlobals());

function setUp() {
  const { port1: host, port2: window } = new MessageChannel();
  const heard: unknown[] = [];
  let wake = () => {};
  host.onmessage = ({ data }) => {
    heard.push(data);
    wake();
  };
  const drawn: { data: string; done: () => void }[] = [];
  const sizes: string[] = [];
  let told = "";
  let colours = colourDefaults;
  const screen = {
    write: (data: string, done?: () => void) => {
      drawn.push({ data, done: done ?? (() => {}) });
      wake();
    },
    resize: (cols: number, rows: number) => {
      sizes.push(`${cols}x${rows}`);
      wake();
    },
    fit: () => session.resized(120, 40),
    colours: () => colours,
  };
  const session = openLiveSession(window, screen, {
    skimmed: (total) => {
      told = `skimmed ${total}`;
      wake();
    },
    diskFull: (at) => {
      told = at === undefined ? "room" : `full ${at.folder} ${at.stopped}`;
      wake();
    },
    ended: () => {
      told = "ended";
      wake();
    },
  });
  const until = async (holds: () => boolean) => {
    while (!holds())
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  const close = () => {
    session.close();
    host.close();
  };
  const paint = (background: string) => {
    colours = { ...colours, background };
  };
  return { host, heard, drawn, sizes, session, until, close, paint, told: () => told };
}

it("acknowledges output once it is drawn, and not before", async () => {
  const { host, heard, drawn, until, close } = setUp();
  host.postMessage({ type: "data", data: "x".repeat(flow.low) });
  await until(() => drawn.length === 1);
  expect(heard).toEqual([]);
  drawn[0]?.done();
  await until(() => heard.length === 2);
  expect(heard[0]).toEqual({ type: "ack", length: flow.low });
  close();
});

it("keeps the terminal's size until the first output is drawn, then says its own", async () => {
  const { host, heard, drawn, sizes, session, until, close } = setUp();
  host.postMessage({ type: "size", cols: 80, rows: 24 });
  await until(() => sizes.length === 1);
  expect(sizes).toEqual(["80x24"]);
  session.resized(80, 24);
  host.postMessage({ type: "data", data: "hello" });
  await until(() => drawn.length === 1);
  drawn[0]?.done();
  await until(() => heard.length === 2);
  expect(heard).toEqual([
    { type: "ack", length: 5 },
    { type: "resize", cols: 120, rows: 40 },
  ]);
  close();
});

it("takes its own size two frames later when there is no output", async () => {
  const { host, heard, sizes, until, close } = setUp();
  host.postMessage({ type: "size", cols: 80, rows: 24 });
  await until(() => sizes.length === 1);
  while (frames.length > 0) frames.shift()?.();
  await until(() => heard.length === 1);
  expect(heard).toEqual([{ type: "resize", cols: 120, rows: 40 }]);
  close();
});

it("cuts a long paste into messages that the host takes", async () => {
  const { heard, session, until, close } = setUp();
  session.input("y".repeat(1_200_000));
  await until(() => heard.length === 3);
  const lengths = heard.map((message) => JSON.stringify(message).length);
  expect(Math.max(...lengths)).toBeLessThan(1_000_000);
  close();
});

it("adds up what was skimmed, hears the end, and passes over what it does not know", async () => {
  const { host, until, told, close } = setUp();
  host.postMessage({ type: "nonsense" });
  host.postMessage({ type: "skimmed", length: 5 });
  host.postMessage({ type: "skimmed", length: 7 });
  await until(() => told() === "skimmed 12");
  host.postMessage({ type: "ended" });
  await until(() => told() === "ended");
  close();
});

it("tells that the program waits for room on a disk, and that it goes on", async () => {
  const { host, until, close, told } = setUp();
  host.postMessage({ type: "disk-full", folder: "/data/r1", stopped: false });
  await until(() => told() === "full /data/r1 false");
  host.postMessage({ type: "disk-room" });
  await until(() => told() === "room");
  close();
});

it("says focus and colours when they change", async () => {
  const { heard, session, until, close, paint } = setUp();
  session.focused(false);
  session.focused(true);
  session.focused(true);
  session.coloured();
  session.coloured();
  paint("#ffffff");
  session.coloured();
  await until(() => heard.length === 3);
  expect(heard).toEqual([
    { type: "focus", focused: true },
    { type: "colours", colours: colourDefaults },
    { type: "colours", colours: { ...colourDefaults, background: "#ffffff" } },
  ]);
  close();
});
