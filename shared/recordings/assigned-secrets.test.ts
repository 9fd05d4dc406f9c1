import { expect, it } from "vitest";
import { assignedSecrets } from "./assigned-secrets";

it("finds the secrets of a settings file by their names, in every form of assignment", () => {
  const text = [
    "# API_KEY=commented-out-0001",
    "API_KEY=plain-value-0001",
    "export DB_PASSWORD='single quoted 0002' # why",
    'CLIENT_SECRET="double \\"quoted\\" 0003"',
    "  access-token: yaml-value-0004   # a comment",
    '  "apiKey": "json-value-0005",',
    "DATABASE_URL=postgres://me:in-address-0006@host/db",
    'PRIVATE_KEY="first line 0007\nsecond line"',
    "TOKEN=with#hash-0008",
    "NODE_ENV=production",
    "PORT=8080",
    "SHORT_KEY=abc",
  ].join("\n");
  const found = assignedSecrets(text);
  for (const secret of [
    "plain-value-0001",
    "single quoted 0002",
    'double "quoted" 0003',
    "yaml-value-0004",
    "json-value-0005",
    "in-address-0006",
    "first line 0007\nsecond line",
    "with#hash-0008",
  ])
    expect(found).toContain(secret);
  for (const harmless of ["production", "8080", "abc", "commented-out-0001"])
    expect(found.join("\n")).not.toContain(harmless);
});

it("accepts any text, quickly", () => {
  expect(assignedSecrets("")).toEqual([]);
  expect(assignedSecrets(`KEY="${"x".repeat(100_000)}`).join("")).toHaveLength(100_001);
  expect(assignedSecrets('a="\n'.repeat(20_000))).toEqual([]);
});
