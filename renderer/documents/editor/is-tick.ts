import type { Transaction } from "@tiptap/pm/state";
import { ReplaceAroundStep } from "@tiptap/pm/transform";

/** Whether a transaction only ticks or unticks tasks. */
export function isTick({ steps, docs, doc, mapping }: Transaction): boolean {
  return (
    steps.length > 0 &&
    steps.every((step, index) => {
      if (!(step instanceof ReplaceAroundStep)) return false;
      const old = docs[index]?.nodeAt(step.from);
      const now = doc.nodeAt(mapping.slice(index + 1).map(step.from));
      return (
        old?.type.name === "taskItem" &&
        now?.type === old.type &&
        now.attrs["checked"] !== old.attrs["checked"] &&
        now.content.eq(old.content)
      );
    })
  );
}
