import { aRun } from "@shared/base/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { attachTerminal } from "./bridge";

/** A window that receives messages, and a main process whose answers the test sends. */
let page: EventTarget;
let answers: ((reply: unknown) => void)[];
beforeEach(() => {
  answers = [];
  const call = () => new Promise((resolve) => answers.push(resolve));
  page = Object.assign(new EventTarget(), { specwright: { call } });
  vi.stubGlobal("window", page);
});
afterEach(() => vi.unstubAllGlobals());

const createPort = (name: string) => ({ name, close: vi.fn() });
const arrive = (port: object, run = "r1") =>
  page.dispatchEvent(
    Object.assign(new Event("message"), {
      data: { specwright: "terminal", run },
      ports: [port],
      source: page,
    }),
  );

it("gives each request the port that was made for it, and closes a port that nobody wants any more", async () => {
  const left = new AbortController();
  const first = attachTerminal(aRun("r1"), left.signal);
  left.abort(new Error("left"));
  await expect(first).rejects.toThrow("left");
  const second = attachTerminal(aRun("r1"), new AbortController().signal);
  const [one, two] = [createPort("one"), createPort("two")];
  arrive(createPort("of another run"), "r2");
  arrive(one);
  expect(one.close).toHaveBeenCalledOnce();
  arrive(two);
  expect(await second).toBe(two);
  expect(two.close).not.toHaveBeenCalled();
});

it("receives the reason why there is no terminal", async () => {
  const asked = attachTerminal(aRun("r1"), new AbortController().signal);
  answers[0]?.({ ok: false, problem: { code: "run-not-ready", message: "It is over." } });
  await expect(asked).rejects.toThrow("It is over.");
});
