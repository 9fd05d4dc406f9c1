import { expect, it } from "vitest";
import {
  acceptingPeer,
  connectingPeer,
  engineEnded,
  otherVersion,
  type Peer,
  type PeerParts,
} from "./peer";

const nothing: Omit<PeerParts, "post"> = {
  answer: async () => ({ ok: true }),
  event: () => undefined,
};

/** Two peers over a channel that copies values, as a port does. */
function pair(theirs: Partial<PeerParts> = {}, version = 1) {
  const sent: unknown[] = [];
  const ends: { near?: Peer; far?: Peer } = {};
  let welcomed = 0;
  ends.far = acceptingPeer(
    { ...nothing, ...theirs, post: (message) => ends.near?.receive(structuredClone(message)) },
    1,
    () => {
      welcomed += 1;
    },
  );
  const early: unknown[] = [];
  let open = false;
  ends.near = connectingPeer(
    {
      ...nothing,
      post(message) {
        sent.push(message);
        const copy = structuredClone(message);
        if (open) ends.far?.receive(copy);
        else early.push(copy);
      },
    },
    version,
  );
  open = true;
  for (const message of early) ends.far.receive(message);
  return { near: ends.near, far: ends.far, sent, welcomed: () => welcomed };
}

it("a call gets its own reply, in any order of replies", async () => {
  const held = new Map<unknown, (value: string) => void>();
  const { near } = pair({
    answer: (name) =>
      new Promise((resolve) => held.set(name, (value) => resolve({ ok: true, value }))),
  });
  const first = near.ask("first", 1);
  const second = near.ask("second", 2);
  held.get("second")?.("two");
  held.get("first")?.("one");
  expect(await Promise.all([first, second])).toEqual([
    { ok: true, value: "one" },
    { ok: true, value: "two" },
  ]);
});

it("an end with another version is refused once, and its calls are not answered", async () => {
  const asked: unknown[] = [];
  const { near, welcomed } = pair(
    {
      answer: async (name) => {
        asked.push(name);
        return { ok: true };
      },
      event: (name) => asked.push(name),
    },
    2,
  );
  expect(await near.ask("anything", {})).toEqual({ ok: false, problem: otherVersion });
  near.tell("something", {});
  expect(asked).toEqual([]);
  expect(welcomed()).toBe(0);
});

it("an end that does not state its version is not answered", async () => {
  const answers: unknown[] = [];
  const far = acceptingPeer({ ...nothing, post: (message) => answers.push(message) }, 1);
  far.receive({ type: "ask", id: 1, name: "files", input: {} });
  await expect
    .poll(() => answers)
    .toEqual([{ type: "reply", id: 1, reply: { ok: false, problem: otherVersion } }]);
});

it("pending calls and later calls get a problem when the channel closes", async () => {
  const { near } = pair({ answer: () => new Promise(() => undefined) });
  const waiting = near.ask("long", {});
  near.close(engineEnded);
  const told = { ok: false, problem: engineEnded };
  expect(await waiting).toEqual(told);
  expect(await near.ask("later", {})).toEqual(told);
});

it("a value that no channel can carry is refused, in both directions", async () => {
  const { near } = pair({ answer: async () => ({ ok: true, value: () => 1 }) });
  expect(await near.ask("there", () => 1)).toMatchObject({ ok: false });
  expect(await near.ask("back", 1)).toMatchObject({ ok: false });
});

it("an invalid message is ignored", () => {
  const { near, far } = pair();
  for (const message of [
    undefined,
    null,
    1,
    "ask",
    {},
    { type: "ask" },
    { type: "reply", id: 7 },
  ]) {
    near.receive(message);
    far.receive(message);
  }
});
