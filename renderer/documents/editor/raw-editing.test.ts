import { documentSchema } from "@shared/editor/schema";
import { Node } from "@tiptap/pm/model";
import { NodeSelection } from "@tiptap/pm/state";
import { describe, expect, it } from "vitest";
import { placeIn } from "./raw-editing";

describe("a source block that Enter opens", () => {
  it("has the cursor at its end when the block ends the document, so that typed text comes last", () => {
    const raw = { type: "rawBlock", attrs: { source: "<!-- c -->", reason: "a comment" } };
    const doc = Node.fromJSON(documentSchema, { type: "doc", content: [raw, raw] });
    expect(placeIn(NodeSelection.create(doc, 0))).toBe("start");
    expect(placeIn(NodeSelection.create(doc, 1))).toBe("end");
  });
});
