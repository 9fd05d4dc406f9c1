import { aRun } from "@shared/base/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { begin, go, goBack, goForward, goInstead, type Route, useRoute } from "./route";

const spec: Route = { place: "document", feature: "001-a", path: "specs/001-a/spec.md" };
const board: Route = { place: "board", feature: "001-a" };
const run: Route = { place: "run", run: aRun("run-1") };
const other: Route = { place: "run", run: aRun("run-2") };
const all = () => true;
const shown = () => useRoute.getState().route;

beforeEach(() => begin(spec));

describe("Back and Forward", () => {
  test("lead through the places that were shown, and stop at both ends", () => {
    go(board);
    go(run);
    goBack(all);
    expect(shown()).toEqual(board);
    goBack(all);
    expect(shown()).toEqual(spec);
    goBack(all);
    expect(shown()).toEqual(spec);
    goForward(all);
    goForward(all);
    expect(shown()).toEqual(run);
    goForward(all);
    expect(shown()).toEqual(run);
  });

  test("another way from an earlier place forgets the later ones", () => {
    go(board);
    goBack(all);
    go(run);
    goForward(all);
    expect(shown()).toEqual(run);
    goBack(all);
    expect(shown()).toEqual(spec);
  });

  test("pass over places that are gone", () => {
    go(run);
    go(board);
    const fits = (route: Route) => route.place !== "run";
    goBack(fits);
    expect(shown()).toEqual(spec);
    goForward(fits);
    expect(shown()).toEqual(board);
  });

  test("a place that was removed is not gone back to", () => {
    go(run);
    goInstead(board);
    go(other);
    goBack(all);
    expect(shown()).toEqual(board);
    goBack(all);
    expect(shown()).toEqual(spec);
  });

  test("another card or moment of the same place is the same place", () => {
    go(board);
    go({ place: "board", feature: "001-a", task: "T002" });
    goBack(all);
    expect(shown()).toEqual(spec);
  });
});
