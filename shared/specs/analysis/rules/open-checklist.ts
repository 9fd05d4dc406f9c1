import { checkId } from "../../ids";
import { documentOf } from "../documents";
import { findingIn, listed, type Rule } from "../rule";
import { placeIn } from "../statements";

const named = new RegExp(String.raw`\b${checkId}\b`);

/** Finds open checklists. They are gates: Spec Kit's implement reads them before it begins. */
export const openChecklist: Rule = {
  id: "open-checklist",
  title: "A checklist is not done",
  help: "A checklist is a gate before the work. Tick each item that is true, or change the spec until it is true.",
  check(feature) {
    const begun = documentOf(feature, "tasks")?.tasks?.tasks.some(({ done }) => done) ?? false;
    return feature.documents.flatMap((document) => {
      if (document.kind !== "checklist") return [];
      const items = document.statements.filter(
        ({ kind, source }) => kind === "item" && /^\[[ xX]\][ \t]/.test(source),
      );
      const open = items.filter(({ source }) => source.startsWith("[ ]"));
      const [first] = open;
      if (!first) return [];
      const ids = open.flatMap(({ source }) => named.exec(source)?.[0] ?? []);
      const all = ids.length === open.length ? `: ${listed(ids)}` : "";
      const many = `${open.length} of ${items.length} items ${open.length === 1 ? "is" : "are"} not ticked${all}.`;
      return [
        findingIn(this.id, document)(
          begun ? "HIGH" : "MEDIUM",
          placeIn(first, 0, first.text.split("\n", 1)[0]?.length ?? 0),
          begun ? `Tasks are being done, but ${many}` : many,
          "Tick each item that is true. For the others, change the spec.",
        ),
      ];
    });
  },
};
