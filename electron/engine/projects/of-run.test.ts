import { mkdir } from "node:fs/promises";
import { expect, it } from "vitest";
import { findHome } from "../../settings/home";
import { inspect } from "../git/inspect";
import { testRepository } from "../git/testing";
import { projectOfRun } from "./of-run";
import { projectId } from "./open";

it("a run's project is found among those that were opened, and nowhere else", async () => {
  const test = await testRepository({ "a.txt": "a\n" });
  try {
    const home = findHome({ SPECWRIGHT_HOME: test.at("data") }, "linux");
    const mine = test.at("repo");
    await mkdir(home.run(projectId(await inspect(mine)), "its-run"), { recursive: true });
    await mkdir(home.run("another-0123456789", "other-run"), { recursive: true });
    const opened = [test.at("gone"), test.at("data"), mine];
    expect(await projectOfRun(home, opened, "its-run")).toBe(mine);
    expect(await projectOfRun(home, opened, "other-run")).toBeUndefined();
    expect(await projectOfRun(home, [], "its-run")).toBeUndefined();
  } finally {
    test.dispose();
  }
});
