import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { z } from "zod";
import { allCalls, allEvents } from ".";
import { contractVersion } from "./version";

// A window, a command line or another program built with other calls must be refused, and its messages must
// not be misread. When this test fails, raise `contractVersion` by one and update the digest here.
it("the version changes with the calls and events", () => {
  expect({ contractVersion, digest: digestOf([allCalls, allEvents]) }).toMatchInlineSnapshot(`
    {
      "contractVersion": 4,
      "digest": "16150533c1328a62",
    }
  `);
});

function digestOf(value: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(described(value)))
    .digest("hex")
    .slice(0, 16);
}

/** Each schema as JSON Schema. A type that JSON does not have is represented by its name. */
function described(value: unknown): unknown {
  if (value instanceof z.ZodType)
    return z.toJSONSchema(value, { unrepresentable: "any", io: "input" });
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, described(inner)]));
}
