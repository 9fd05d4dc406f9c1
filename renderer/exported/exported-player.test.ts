import type { CastEvent } from "@shared/recordings/asciicast";
import { expect, it } from "vitest";
import { createPagePlayer } from "./exported-player";

const header = { version: 3, cols: 80, rows: 24 } as const;
const out = (time: number, data: string): CastEvent => ({ time, code: "o", data });

function open(events: readonly CastEvent[]) {
  const log: string[] = [];
  const player = createPagePlayer(
    header,
    events,
    {
      reset: () => log.push("reset"),
      resize: (cols, rows) => log.push(`${cols}x${rows}`),
      write: (data, done) => {
        log.push(data);
        done();
      },
    },
    () => undefined,
  );
  const shown = () => log.slice(log.lastIndexOf("reset") + 1);
  return { player, shown };
}

it("shows the state at a time, forwards and backwards, with its sizes", () => {
  const { player, shown } = open([
    out(1, "a"),
    out(1, "b"),
    { time: 2, code: "r", cols: 100, rows: 30 },
    out(2, "c"),
    out(3, "d"),
  ]);
  expect(shown()).toEqual(["80x24"]);
  player.seek(2);
  expect(shown()).toEqual(["80x24", "ab", "100x30", "c"]);
  player.seek(99);
  expect(player.position).toBe(3);
  expect(shown()).toEqual(["80x24", "ab", "100x30", "c", "d"]);
  player.seek(1.5);
  expect(shown()).toEqual(["80x24", "ab"]);
});

it("plays at its speed, shortens a pause to its beginning, and stops at the end", () => {
  const { player } = open([out(1, "a"), out(60, "b")]);
  player.toggle();
  player.speed = 2;
  player.tick(0.25);
  expect(player.position).toBe(0.5);
  player.skipIdle = false;
  player.tick(5);
  expect(player.position).toBe(10.5);
  player.skipIdle = true;
  player.tick(0.1);
  expect(player).toMatchObject({ position: 60, playing: false });
  player.toggle();
  expect(player).toMatchObject({ position: 0, playing: true });
});
