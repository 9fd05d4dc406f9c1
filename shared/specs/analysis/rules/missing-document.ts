import { formatOf, formats } from "../../formats";
import { documentOf } from "../documents";
import { beginning, findingIn, type Rule } from "../rule";

/** Spec Kit's analyze treats a missing core document as critical. */
export const missingDocument: Rule = {
  id: "missing-document",
  title: "The spec is missing",
  help: "Plan and tasks are derived from the spec. Without a spec, nothing can be traced.",
  check(feature) {
    if (documentOf(feature, "spec")) return [];
    const orphan = documentOf(feature, "tasks") ?? documentOf(feature, "plan");
    if (!orphan) return [];
    return [
      findingIn(this.id, orphan)(
        "CRITICAL",
        beginning,
        `This feature has no ${formats[formatOf(orphan.path)].spec}.`,
        "Write the spec that this document is derived from.",
      ),
    ];
  },
};
