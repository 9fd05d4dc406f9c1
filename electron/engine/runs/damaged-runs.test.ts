import { mkdir, readdir, writeFile } from "node:fs/promises";
import { aProject, aRun } from "@shared/base/testing";
import { expect, it } from "vitest";
import { seal } from "../../run-folder/sealed-line";
import { findHome } from "../../settings/home";
import { testFolder } from "../files/testing";
import { createDamagedRuns } from "./damaged-runs";
import { openRunStore } from "./run-store";

it("a run of a later format is named with the reason, and neither listed as a run nor discarded", async () => {
  const folder = testFolder();
  try {
    const home = findHome({ SPECWRIGHT_HOME: folder.at("data") }, "linux");
    const id = "20270101-120000-T001-abcd";
    const place = home.run(aProject("p"), aRun(id));
    await mkdir(place, { recursive: true });
    const first = {
      seq: 0,
      at: "2027-01-01T12:00:00.000Z",
      event: { type: "x", format: 3 },
      prev: "",
    };
    await writeFile(`${place}/events.jsonl`, `${seal(first).line}\n`);
    const { runs, damaged } = await openRunStore(home, aProject("p")).list();
    expect(runs).toEqual([]);
    expect(damaged).toEqual([
      { id, folder: place, reason: expect.stringMatching(/is of format 3, .* Update the app\.$/) },
    ]);
    const all = createDamagedRuns(
      {
        home,
        projectId: aProject("p"),
        repository: () => {
          throw new Error("Nothing of it is touched.");
        },
      },
      () => undefined,
    );
    all.set(damaged);
    await expect(all.discard(aRun(id), undefined)).rejects.toMatchObject({
      code: "recording-newer",
    });
    expect(await readdir(place)).toEqual(["events.jsonl"]);
    expect(all.all()).toHaveLength(1);
  } finally {
    folder.dispose();
  }
});
