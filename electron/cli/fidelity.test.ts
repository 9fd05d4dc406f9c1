import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestFolder, testFolder } from "../engine/files/testing";
import { checkFile, markdownFiles } from "./fidelity-file";
import { asTable, isFaithful, startReport } from "./fidelity-report";

let folder: TestFolder;
beforeEach(() => {
  folder = testFolder();
});
afterEach(() => folder.dispose());

const found = async (place: string) => {
  const paths: string[] = [];
  for await (const path of markdownFiles(place)) paths.push(path);
  return paths;
};

describe("the Markdown files of a folder", () => {
  it("are found with an extension in any case, without git's files and link targets", async () => {
    for (const path of ["b.md", "A.MARKDOWN", "node_modules/x/ReadMe.Md", "notes.txt", ".git/a.md"])
      folder.put(path, "x");
    folder.link("link.md", folder.at("b.md"));
    folder.link("deep", folder.at("node_modules"));
    expect(await found(folder.path)).toEqual(
      ["A.MARKDOWN", "b.md", "node_modules/x/ReadMe.Md"].map(folder.at),
    );
    expect(await found(folder.at("b.md"))).toEqual([folder.at("b.md")]);
  });

  it("give an error message when the folder does not exist", async () => {
    await expect(found(folder.at("nowhere"))).rejects.toThrow(/nowhere cannot be read/);
  });
});

describe("a report", () => {
  it("distinguishes checked, read-only and unreadable files", async () => {
    folder.put("good.md", "# one\n\ntwo\n");
    folder.put("latin.md", Buffer.from([0x63, 0x61, 0x66, 0xe9]));
    const report = startReport();
    for (const name of ["good.md", "latin.md"]) report.add(name, await checkFile(folder.at(name)));
    const good = { files: 2, identical: 2, readOnly: 1, blocks: 2, edits: 2, preserved: 2 };
    expect(report.result()).toMatchObject({ ...good, failures: [], refusals: [] });
    expect(isFaithful(report.result())).toBe(true);

    report.add("missing.md", await checkFile(folder.at("missing.md")));
    expect(report.result()).toMatchObject({
      ...good,
      files: 3,
      failures: [{ file: "missing.md" }],
    });
    expect(isFaithful(report.result())).toBe(false);
  });

  it("keeps a bounded number of findings, and counts all edits", () => {
    const finding = { block: 0, line: 1, kind: "table", problem: "p", before: "", after: "" };
    const counts = {
      blocks: 2000,
      edits: 2000,
      preserved: 999,
      widened: 1,
      refused: 1000,
      failed: 0,
    };
    const refusals = Array.from({ length: 1500 }, () => finding);
    const report = startReport();
    const checked = {
      outcome: "checked",
      identical: true,
      failures: [],
      refusals,
      ...counts,
    } as const;
    report.add("a.md", checked);
    const result = report.result();
    expect(result.refusals).toHaveLength(1000);
    expect(isFaithful(result)).toBe(false);
    expect(isFaithful({ ...result, edits: 1_000_000 })).toBe(true);
    expect(asTable(result)).toMatch(/preserved: .* 999 +49\.95 %\n/);
    expect(asTable(result)).toContain("refused  a.md:1 table: p\n");
  });
});
