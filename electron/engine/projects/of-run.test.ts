import { mkdir } from "node:fs/promises";
import { aProject, aRun } from "@shared/base/testing";
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
    await mkdir(home.run(projectId(await inspect(mine)), aRun("its-run")), { recursive: true });
    await mkdir(home.run(aProject("another-0123456789"), aRun("other-run")), { recursive: true });
    const opened = [test.at("gone"), test.at("data"), mine];
    expect(await projectOfRun(home, opened, aRun("its-run"))).toBe(mine);
    expect(await projectOfRun(home, opened, aRun("other-run"))).toBeUndefined();
    expect(await projectOfRun(home, [], aRun("its-run"))).toBeUndefined();
  } finally {
    test.dispose();
  }
});
