import { expect, it } from "vitest";
import { z } from "zod";
import { analyseTexts, rules } from ".";
import { toSarif } from "./sarif";

const positive = z.number().int().positive();
const text = z.object({ text: z.string().min(1) });

/** What SARIF 2.1.0 asks of the parts that are written (sections 3.13 to 3.30). */
const log = z.strictObject({
  $schema: z.url(),
  version: z.literal("2.1.0"),
  runs: z.array(
    z.strictObject({
      tool: z.object({
        driver: z.object({
          name: z.string(),
          rules: z.array(
            z.strictObject({
              id: z.string(),
              shortDescription: text,
              fullDescription: text,
              help: text,
              defaultConfiguration: z.object({ level: z.enum(["error", "warning", "note"]) }),
            }),
          ),
        }),
      }),
      columnKind: z.literal("utf16CodeUnits"),
      originalUriBaseIds: z.record(z.string(), z.object({ description: text })),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.number().int().nonnegative(),
          level: z.enum(["error", "warning", "note"]),
          message: text,
          locations: z.array(
            z.object({
              physicalLocation: z.object({
                artifactLocation: z.object({ uri: z.string(), uriBaseId: z.string() }),
                region: z.object({
                  startLine: positive,
                  startColumn: positive,
                  endLine: positive.optional(),
                  endColumn: positive.optional(),
                }),
              }),
            }),
          ),
          properties: z.object({ severity: z.string() }),
        }),
      ),
    }),
  ),
});

it("writes findings as SARIF", () => {
  const { findings } = analyseTexts([
    { path: "specs/001-größe/spec.md", text: "- **FR-001**: is fast\n- **FR-001**: b\n" },
  ]);
  const [run] = log.parse(JSON.parse(JSON.stringify(toSarif(findings)))).runs;
  expect(run?.tool.driver.rules).toHaveLength(rules.length);
  expect(run?.results.map(({ level }) => level)).toEqual(["error", "error", "warning"]);
  for (const { ruleId, ruleIndex } of run?.results ?? [])
    expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
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
