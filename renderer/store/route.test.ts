import { aRun } from "@shared/base/testing";
import { beforeEach, describe, expect, test } from "vitest";
import { go, goBack, goForward, goInstead, type Route, startRoutes, useRoute } from "./route";

const spec: Route = { place: "document", feature: "001-a", path: "specs/001-a/spec.md" };
const board: Route = { place: "board", feature: "001-a" };
const run: Route = { place: "run", run: aRun("run-1") };
const other: Route = { place: "run", run: aRun("run-2") };
const all = () => true;
const shown = () => useRoute.getState().route;

beforeEach(() => startRoutes(spec));

describe("Back and Forward", () => {
  test("lead through the shown places, and stop at both ends", () => {
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

  test("a new place after Back forgets the later places", () => {
    go(board);
    goBack(all);
    go(run);
    goForward(all);
    expect(shown()).toEqual(run);
    goBack(all);
    expect(shown()).toEqual(spec);
  });

  test("skip places that no longer exist", () => {
    go(run);
    go(board);
    const fits = (route: Route) => route.place !== "run";
    goBack(fits);
    expect(shown()).toEqual(spec);
    goForward(fits);
    expect(shown()).toEqual(board);
  });

  test("Back does not lead to a removed place", () => {
    go(run);
    goInstead(board);
    go(other);
    goBack(all);
    expect(shown()).toEqual(board);
    goBack(all);
    expect(shown()).toEqual(spec);
  });

  test("another card or moment of a place is the same place", () => {
    go(board);
    go({ place: "board", feature: "001-a", task: "T002" });
    goBack(all);
    expect(shown()).toEqual(spec);
  });
});
