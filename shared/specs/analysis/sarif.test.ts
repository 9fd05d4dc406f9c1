import fc from "fast-check";
import { expect, it } from "vitest";
import { z } from "zod";
import { analyseTexts, rules } from ".";
import { toSarif } from "./sarif";

const positive = z.int().positive();
const level = z.enum(["none", "note", "warning", "error"]);
/** A message may have more forms. Readers that know only this form need a text (3.11.8). */
const text = z.strictObject({ text: z.string().min(1) });
/** RFC 3986, relative: no scheme, only valid escapes, no character that must be escaped. */
const uri = z.string().regex(/^(?:[\w.~!$&'()*+,;=@/-]|%[0-9A-F]{2})+$/);
const rule = z.strictObject({
  id: z.string().min(1),
  shortDescription: text,
  fullDescription: text,
  help: text,
  defaultConfiguration: z.strictObject({ level }),
});
const region = z
  .strictObject({
    startLine: positive,
    startColumn: positive,
    endLine: positive.optional(),
    endColumn: positive.optional(),
  })
  // The end is after the last character (3.30.7, 3.30.8).
  .refine(({ startLine, startColumn, endLine = startLine, endColumn = startColumn + 1 }) =>
    endLine === startLine ? endColumn > startColumn : endLine > startLine,
  );
const physicalLocation = z.strictObject({
  artifactLocation: z.strictObject({ uri, uriBaseId: z.string() }),
  region,
});
const result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().nonnegative(),
  level,
  message: text,
  locations: z.array(z.strictObject({ physicalLocation })).length(1),
  properties: z.strictObject({ severity: z.string() }),
});

/**
 * The requirements of SARIF 2.1.0 on the parts that are written (sections 3.13 to 3.30), as in its JSON
 * schema: no object except a property bag may contain members that the format does not name.
 */
const log = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z.array(
    z
      .strictObject({
        tool: z.strictObject({
          driver: z.strictObject({ name: z.string().min(1), rules: z.array(rule) }),
        }),
        columnKind: z.enum(["utf16CodeUnits", "unicodeCodePoints"]),
        originalUriBaseIds: z.record(z.string(), z.strictObject({ description: text })),
        results: z.array(result),
      })
      .refine(({ tool, results }) =>
        results.every(({ ruleId, ruleIndex }) => tool.driver.rules[ruleIndex]?.id === ruleId),
      )
      .refine(({ tool }) => new Set(tool.driver.rules.map(({ id }) => id)).size === rules.length)
      .refine(({ results, originalUriBaseIds }) =>
        results.every(({ locations }) =>
          locations.every(
            ({ physicalLocation: { artifactLocation } }) =>
              artifactLocation.uriBaseId in originalUriBaseIds,
          ),
        ),
      ),
  ),
});

const written = (texts: Parameters<typeof analyseTexts>[0]) =>
  log.parse(JSON.parse(JSON.stringify(toSarif(analyseTexts(texts).findings)))).runs;

it("writes findings as SARIF", () => {
  const [run] = written([
    { path: "specs/001-größe/spec.md", text: "- **FR-001**: is fast\n- **FR-001**: b\n" },
  ]);
  expect(run?.tool.driver.rules).toHaveLength(rules.length);
  expect(run?.results.map(({ level }) => level)).toEqual(["error", "error", "warning"]);
  expect(run?.results.at(-1)).toMatchObject({
    ruleId: "vague-word",
    message: { text: expect.stringContaining("“fast” in FR-001 has no measure. Say how much") },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "specs/001-gr%C3%B6%C3%9Fe/spec.md" },
          region: { startLine: 1, startColumn: 18, endLine: 1, endColumn: 22 },
        },
      },
    ],
    properties: { severity: "MEDIUM" },
  });
});

it("is valid SARIF for any documents and file names", () => {
  const lines = fc.constantFrom(
    "# Feature Specification: X",
    "- **FR-001**: The app MUST be fast 🙂 and [NEEDS CLARIFICATION: how?]",
    "- **FR-1**: [gone](missing.md) for FR-009",
    "- **SC-001**: Quick",
    "### User Story 1 - A (Priority: P1)",
    "- [ ] T001 [US1] Do a (FR-001) (depends on T001)",
    "- [ ] T001 Again",
    "- [ ] CHK001 Open",
    "TODO",
    "",
  );
  const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 });
  const document = fc.record({
    file: fc.constantFrom("spec.md", "plan.md", "tasks.md", "checklists/a b#c?.md"),
    text: fc.array(lines, { maxLength: 12 }).map((all) => all.join("\n")),
  });
  let count = 0;
  fc.assert(
    fc.property(name, fc.array(document, { maxLength: 3 }), (folder, documents) => {
      const [run] = written(
        documents.map(({ file, text }) => ({
          path: `specs/001-${folder.replaceAll("/", "")}/${file}`,
          text,
        })),
      );
      count += run?.results.length ?? 0;
    }),
  );
  expect(count).toBeGreaterThan(100);
});
