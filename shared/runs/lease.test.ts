import { expect, it } from "vitest";
import { decide } from "./decide";
import { type Here, isHeld, type Lease } from "./lease";
import { createdEvent, runOf } from "./run.fixture";

const now = Date.UTC(2026, 0, 1, 12);
const lease = (more: Partial<Lease>): Lease => ({
  machine: "here",
  pid: 7,
  started: "then",
  seconds: 30,
  renewed: new Date(now - 60_000).toISOString(),
  ...more,
});
const gone: Here = { machine: "here", now, startOf: () => undefined };
const there: Here = { ...gone, startOf: (pid) => (pid === 7 ? "then" : undefined) };
const fresh = new Date(now - 5000).toISOString();

it.each([
  ["whose time is over and whose process is gone is dead", lease({}), gone, false],
  ["is held while its process is there", lease({}), there, true],
  ["is dead when its process number is another's", lease({ started: "before" }), there, false],
  ["on another machine is held, whatever runs here", lease({ machine: "other" }), gone, true],
  [
    "of a named machine is held where this one has no name",
    lease({}),
    { ...gone, machine: undefined },
    true,
  ],
  ["that was renewed just now is held without its process", lease({ renewed: fresh }), gone, true],
  ["of no seconds counts by its process alone", lease({ renewed: fresh, seconds: 0 }), gone, false],
  [
    "from a clock that was set back is not held for ever",
    lease({ renewed: "2026-06-01T00:00:00Z" }),
    gone,
    false,
  ],
  [
    "of format 1, without a machine, is judged here",
    { ...lease({}), machine: undefined },
    gone,
    false,
  ],
] as const)("an owner %s", (_name, { machine, ...owner }, here, held) => {
  expect(isHeld({ ...owner, ...(machine === undefined ? {} : { machine }) }, here)).toBe(held);
});

const started = {
  type: "session-started",
  owner: { machine: "here", pid: 8, started: "later", seconds: 30 },
  pid: 9,
  cols: 80,
  rows: 24,
} as const;
const ended = {
  type: "session-ended",
  how: "finished",
  digest: "",
  bytes: 0,
  duration: 0,
} as const;

it("a run is its preparer's, then its session's, then its preparer's again", () => {
  const { owner } = createdEvent();
  expect(runOf(createdEvent()).owner).toMatchObject(owner);
  expect(runOf(createdEvent(), started).owner).toMatchObject(started.owner);
  expect(runOf(createdEvent(), started, ended).owner).toMatchObject(owner);
});

it("a renewal moves the lease to its own time, and another process takes over only from a dead one", () => {
  const run = runOf(createdEvent(), started);
  const renewed = decide(run, { type: "renew-lease", owner: started.owner, here: gone });
  expect(runOf(createdEvent(), started, renewed).owner.renewed).toBe("2026-01-01T00:00:02.000Z");
  const other = { ...started.owner, pid: 10 };
  const alive = { ...gone, startOf: () => "later" };
  expect(() => decide(run, { type: "renew-lease", owner: other, here: alive })).toThrow(
    /Another process/,
  );
  const taken = decide(run, { type: "renew-lease", owner: other, here: gone });
  expect(runOf(createdEvent(), started, taken).owner.pid).toBe(10);
  expect(() =>
    decide(runOf(createdEvent(), started, ended), {
      type: "renew-lease",
      owner: other,
      here: gone,
    }),
  ).toThrow(/session is over/);
});
