import { expect, it } from "vitest";
import { diagramName, drawingProblem, sizeOf } from "./diagram-words";

it("names a diagram by its kind and title", () => {
  expect(diagramName("graph TD\n  A-->B")).toBe("Flowchart");
  expect(diagramName("---\ntitle: Import\n---\nflowchart LR\n A-->B")).toBe("Flowchart: Import");
  expect(diagramName("%% note\nsequenceDiagram\n  accTitle: Login\n  A->>B: hi")).toBe(
    "Sequence diagram: Login",
  );
  expect(diagramName("unheard\n")).toBe("Diagram");
});

it("says in words why a diagram is not drawn", () => {
  expect(drawingProblem(new Error("Parse error on line 3:\n...A --\n-----^"))).toBe(
    "Not drawn: line 3 cannot be read.",
  );
  expect(drawingProblem(new Error("No diagram type detected matching given configuration"))).toBe(
    "Not drawn: the first line names no kind of diagram that Mermaid knows.",
  );
  expect(drawingProblem("odd")).toBe("Not drawn: odd");
});

it("reads the size of an SVG", () => {
  expect(sizeOf('<svg width="100%" viewBox="-8 -8 116.5 70">')).toEqual({ width: 117, height: 70 });
  expect(sizeOf("<svg>")).toBeUndefined();
});
