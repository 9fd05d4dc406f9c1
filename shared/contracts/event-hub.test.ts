import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { createEventHub } from "./event-hub";

it("is one listener to its source, and calls each listener until it stops", () => {
  const source = new EventEmitter();
  const hub = createEventHub();
  source.on("event", hub.tell);
  const heard: string[] = [];
  const stops = Array.from({ length: 30 }, (_, index) =>
    hub.on(index % 2 === 0 ? "even" : "odd", (payload) =>
      heard.push(`${index} ${String(payload)}`),
    ),
  );
  expect(source.listenerCount("event")).toBe(1);
  for (const stop of stops.slice(3)) stop();
  source.emit("event", "even", "a");
  source.emit("event", "odd", "b");
  source.emit("event", "other", "c");
  expect(heard).toEqual(["0 a", "2 a", "1 b"]);
});

it("calls a listener that was added twice until both are removed", () => {
  const hub = createEventHub();
  let count = 0;
  const listener = () => {
    count += 1;
  };
  const [first, second] = [hub.on("a", listener), hub.on("a", listener)];
  hub.tell("a", undefined);
  first();
  first();
  hub.tell("a", undefined);
  second();
  hub.tell("a", undefined);
  expect(count).toBe(3);
});
