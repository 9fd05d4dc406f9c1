// Events are made in this folder and nowhere else, so that no door beside `decide` writes one.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { knownEventTypes } from "./event";

/** The files that make events. */
const makers = new Set(
  ["decide", "session-events", "first-event", "checkpoint-files", "reported", "format-1"].map(
    (name) => `shared/runs/${name}.ts`,
  ),
);
const made = new RegExp(`\\btype: "(?:${[...knownEventTypes].join("|")})"`);
/** A type that picks one kind of event makes none. */
const picked = /Extract<\s*\w+,\s*\{ (?:readonly )?type: "[^"]+" \}\s*>/g;

const sources = ["shared", "electron", "renderer"].flatMap((room) =>
  readdirSync(room, { recursive: true, encoding: "utf8" }).map((path) => join(room, path)),
);
const isChecked = (path: string) =>
  /\.tsx?$/.test(path) && !/\.(?:test|fixture)\.tsx?$|testing\.ts$/.test(path) && !makers.has(path);

it("no event is made outside of the files that may", () => {
  const checked = sources.filter(isChecked);
  expect(checked.length).toBeGreaterThan(300);
  const found = checked.filter((path) => made.test(readFileSync(path, "utf8").replace(picked, "")));
  expect(found).toEqual([]);
});

it("a file that may make events makes some", () => {
  for (const path of makers)
    expect([path, made.test(readFileSync(path, "utf8"))]).toEqual([path, true]);
});
