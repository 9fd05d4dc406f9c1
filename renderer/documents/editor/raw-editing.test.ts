import { documentSchema } from "@shared/editor/schema";
import { Node } from "@tiptap/pm/model";
import { NodeSelection } from "@tiptap/pm/state";
import { describe, expect, it } from "vitest";
import { placeIn } from "./raw-editing";

describe("a block of source that Enter opens", () => {
  it("is gone into at its end where it is the document's end, so that what is typed comes last", () => {
    const raw = { type: "rawBlock", attrs: { source: "<!-- c -->", reason: "a comment" } };
    const doc = Node.fromJSON(documentSchema, { type: "doc", content: [raw, raw] });
    expect(placeIn(NodeSelection.create(doc, 0))).toBe("start");
    expect(placeIn(NodeSelection.create(doc, 1))).toBe("end");
  });
});
