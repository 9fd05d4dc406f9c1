import { resolve } from "node:path";
import { featureSummarySchema } from "@shared/contracts/project";
import { documentKinds } from "@shared/specs/documents";
import { parseSpec } from "@shared/specs/spec";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestRepository, testRepository } from "../git/testing";
import { createDocument } from "./new-document";
import { createFeature, nextFeature } from "./new-feature";

const shipped = resolve("resources/templates");
let test: TestRepository;
beforeEach(async () => {
  test = await testRepository({ "README.md": "x\n" });
});
afterEach(() => test.dispose());

const create = (title: string) => createFeature(test.repo.top, title, shipped);
const spec = async (title: string) =>
  test.read(`repo/${(await create(title)).folder}/spec.md`).toString();

describe("createFeature", () => {
  it("takes the next number and fills in the template", async () => {
    const first = await create("Café: round  half, to even!");
    expect(featureSummarySchema.parse(first)).toMatchObject({
      id: "001-cafe-round-half-to-even",
      number: "001",
      title: "Café: round half, to even!",
      documents: [{ path: "specs/001-cafe-round-half-to-even/spec.md", title: "Spec" }],
    });
    const text = test.read("repo/specs/001-cafe-round-half-to-even/spec.md");
    expect(text).toMatch(/^\*\*Created\*\*: \d{4}-\d\d-\d\d$/m);
    expect(text).not.toMatch(/FEATURE NAME|\$ARGUMENTS|\[DATE\]|###-/);
    const { requirements, stories } = parseSpec(text);
    expect(requirements.map(({ id }) => id)).toEqual(["FR-001", "SC-001"]);
    expect(stories).toMatchObject([{ id: "US1", priority: "P1" }]);
    test.folder("repo/specs/041-x");
    test.folder("repo/specs/20260102-030405-y");
    expect(await nextFeature(test.repo.top, shipped)).toEqual({
      prefix: "042",
      template: undefined,
    });
    expect((await create("名前")).id).toBe("042-名前");
    expect((await create("$& !!! $1")).id).toBe("043-1");
    expect((await create("?")).id).toBe("044-unnamed");
    expect(await test.git("branch", "--format=%(refname:short)")).toBe("main");
  });

  it("gives everybody a number of their own", async () => {
    const made = await Promise.all(["a", "b", "a", "c", "d"].map(create));
    const numbers = new Set(made.map(({ number }) => number));
    expect(numbers.size).toBe(5);
    expect(test.names("repo/specs")).toHaveLength(5);
  });

  it("names features by time where the project was set up so", async () => {
    test.put("repo/.specify/init-options.json", '{"branch_numbering": "timestamp"}');
    expect((await create("One")).id).toMatch(/^\d{8}-\d{6}-one$/);
    const same = await Promise.all([create("Two"), create("Two")]);
    expect(new Set(same.map(({ id }) => id)).size).toBe(2);
    test.put(
      "repo/.specify/init-options.json",
      '{"feature_numbering": "sequential", "branch_numbering": "timestamp"}',
    );
    expect((await create("Three")).id).toBe("001-three");
    test.put("repo/.specify/init-options.json", "{");
    expect((await create("Four")).id).toBe("002-four");
  });

  it("leaves no folder when the spec cannot be written", async () => {
    test.put("repo/.specify/templates/spec-template.md", Buffer.from("caf\xe9", "latin1"));
    await expect(create("X")).rejects.toMatchObject({ code: "not-text" });
    expect(test.names("repo")).not.toContain("specs");
  });

  it("writes nothing when specs leads out of the project", async () => {
    test.folder("elsewhere");
    test.link("repo/specs", "../elsewhere");
    await expect(create("X")).rejects.toMatchObject({ code: "outside-project" });
    expect(test.names("elsewhere")).toEqual([]);
  });
});

describe("templates", () => {
  const core = "repo/.specify/templates/spec-template.md";

  it("are taken in Spec Kit's order, and keep every byte but their places", async () => {
    const kept =
      "\uFEFF---\r\n\r\nx:  1\r\n---\r\n# [FEATURE]\t\r\n[DATE] \\[DATE] [ DATE ] $ARGUMENT\r\n";
    test.put(core, `${kept}[FEATURE NAME]/[###-feature-name]`);
    expect(await spec("One & $& $1")).toBe(
      `${kept.replace("[DATE]", today())}One & $& $1/001-one-1`,
    );
    test.put("repo/.specify/extensions/zed/templates/spec-template.md", "extension");
    test.put("repo/.specify/extensions/.cache/templates/spec-template.md", "cache");
    expect(await spec("Two")).toBe("extension");
    test.put("repo/.specify/presets/beta/templates/spec-template.md", "beta");
    test.put("repo/.specify/presets/alpha/templates/spec-template.md", "alpha");
    expect(await spec("Three")).toBe("alpha");
    test.put(
      "repo/.specify/presets/.registry",
      '{"presets": {"alpha": {"priority": 10}, "beta": {"priority": 2}, "../x": {"priority": 1}}}',
    );
    expect(await spec("Four")).toBe("beta");
    test.put(
      "repo/.specify/presets/.registry",
      '{"presets": {"alpha": {}, "beta": {"priority": 2, "enabled": false}}}',
    );
    expect(await spec("Five")).toBe("alpha");
    test.put("repo/.specify/presets/.registry", '{"presets": {}}');
    expect(await spec("Six")).toBe("extension");
    const over = ".specify/templates/overrides/spec-template.md";
    test.put(`repo/${over}`, "Over [FEATURE NAME]\n");
    expect(await spec("Seven")).toBe("Over Seven\n");
    expect(await nextFeature(test.repo.top, shipped)).toMatchObject({ template: over });
  });

  it("of a preset can be put around those below it", async () => {
    test.put(core, "core");
    const manifest = (strategy: string) =>
      `provides:\n  templates:\n    - type: "template"\n      name: "spec-template"\n      file: "own/spec.md"\n      strategy: "${strategy}"  # so\n`;
    test.put("repo/.specify/presets/a/own/spec.md", "a {CORE_TEMPLATE} a");
    test.put("repo/.specify/presets/a/preset.yml", manifest("wrap"));
    expect(await spec("One")).toBe("a core a");
    test.put("repo/.specify/presets/a/preset.yml", manifest("append"));
    expect(await spec("Two")).toBe("core\n\na {CORE_TEMPLATE} a");
    test.put("repo/.specify/presets/a/own/spec.md", "nowhere");
    test.put("repo/.specify/presets/a/preset.yml", manifest("wrap"));
    await expect(create("Three")).rejects.toMatchObject({ code: "not-text" });
  });

  it("are not taken through a link that leads out of the project", async () => {
    test.put("elsewhere/spec-template.md", "secret");
    test.folder("repo/.specify/templates");
    test.link(core, "../../../elsewhere/spec-template.md");
    expect(await spec("One")).not.toContain("secret");
  });
});

describe("createDocument", () => {
  const make = (kind: (typeof documentKinds)[number]["kind"], name = "") =>
    createDocument(
      test.repo.top,
      { id: "001-a", title: "A thing", folder: "specs/001-a" },
      kind,
      name,
      shipped,
    );

  it("writes each kind from its template, once", async () => {
    for (const { kind } of documentKinds) {
      const { path } = await make(kind, "API security");
      const text = test.read(`repo/${path}`);
      expect(text).toMatch(/^# .*A thing$/m);
      expect(text).not.toMatch(/FEATURE NAME|\[DATE\]|###-/);
      await expect(make(kind, "API security.md")).rejects.toMatchObject({ code: "file-exists" });
      expect(test.read(`repo/${path}`)).toBe(text);
    }
    expect(test.names("repo/specs/001-a/checklists")).toEqual(["API security.md"]);
    test.put("repo/.specify/templates/overrides/checklist-template.md", "Own [###-feature-name]");
    expect(test.read(`repo/${(await make("checklist", "ux")).path}`)).toBe("Own 001-a");
  });

  it("refuses what cannot be a file's name, in words", async () => {
    for (const name of ["", " ", "../x", "a/b", ".hidden", "a\u0000b", "x".repeat(200)])
      await expect(make("checklist", name)).rejects.toMatchObject({
        code: "bad-request",
        message: expect.stringMatching(/^[A-Z].*\.$/),
      });
    expect(test.names("repo")).not.toContain("specs");
  });
});

function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
