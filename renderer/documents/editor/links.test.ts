import { joinPath } from "@shared/markdown/addresses";
import { describe, expect, it } from "vitest";
import { anchorOf, resolveLink } from "./links";

describe("resolveLink", () => {
  const from = "specs/001-x/spec.md";
  it("tells addresses outside, in the project, in the document and nowhere apart", () => {
    expect(resolveLink("https://example.com/a", from)).toEqual({
      kind: "outside",
      url: "https://example.com/a",
    });
    expect(resolveLink("plan.md#tests%20first", from)).toEqual({
      kind: "project",
      path: "specs/001-x/plan.md",
      anchor: "tests first",
    });
    expect(resolveLink("../002-y/spec.md", from)).toMatchObject({ path: "specs/002-y/spec.md" });
    expect(resolveLink("/README.md", from)).toMatchObject({ path: "README.md" });
    expect(resolveLink("#edge-cases", from)).toEqual({ kind: "here", anchor: "edge-cases" });
    for (const bad of ["javascript:alert(1)", "file:///etc/passwd", "//host/x", "#", ""])
      expect(resolveLink(bad, from)).toEqual({ kind: "nowhere" });
  });

  it("never leaves the project", () => {
    expect(resolveLink("../../../etc/passwd", from)).toEqual({ kind: "nowhere" });
    expect(joinPath(from, "..//../..")).toBeUndefined();
  });
});

describe("anchorOf", () => {
  it("names headings as GitHub does", () => {
    expect(anchorOf("User Scenarios & Testing (mandatory)")).toBe(
      "user-scenarios--testing-mandatory",
    );
  });
});
