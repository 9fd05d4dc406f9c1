import { type ReadDocument, sectionAt } from "../documents";
import type { Finding } from "../finding";
import { findingIn, listed, type Rule } from "../rule";
import { placeIn, type Statement } from "../statements";
import { idPlace } from "./duplicate-id";

const requirementsHeading = /^(?:non-?\s?functional |functional )?requirements\b/i;
const obliges = /\b(?:MUST|SHALL|SHOULD)\b/;

/** Finds requirements without an ID, and gaps in their numbers. */
export const missingId: Rule = {
  id: "missing-id",
  title: "A requirement has no ID",
  help: "Tasks, runs and approvals name requirements by ID. Give this one an ID.",
  check({ documents }) {
    return documents.flatMap((document) => [...requirementsWithout(document), ...gaps(document)]);
  },
};

function requirementsWithout(document: ReadDocument): Finding[] {
  const { spec, statements } = document;
  if (!spec?.requirements.length) return [];
  const found = findingIn(missingId.id, document);
  return statements.flatMap((heading, at) => {
    if (heading.kind !== "heading" || !requirementsHeading.test(heading.text)) return [];
    return ownItems(sectionAt(statements, at)).flatMap((item) => {
      if (!obliges.test(item.text) || /^[*_~[(]*[A-Z]{1,6}-?\d+/.test(item.text)) return [];
      return [
        found(
          "MEDIUM",
          placeIn(item, 0, item.text.split("\n", 1)[0]?.length ?? 0),
          "This requirement has no ID.",
          `Begin it with the next free number, such as **${nextId(spec.requirements)}**:`,
        ),
      ];
    });
  });
}

/** The items directly in a section, without those of subsections and without nested items. */
function ownItems(section: readonly Statement[]): readonly Statement[] {
  const below = section.findIndex(({ kind }) => kind === "heading");
  const own = below === -1 ? section : section.slice(0, below);
  return own.filter(({ kind, indent }) => kind === "item" && indent < 2);
}

function nextId(requirements: readonly { id: string }[]): string {
  const numbers = requirements.flatMap(({ id }) => /^FR-(\d+)/.exec(id)?.[1] ?? []);
  const next = Math.max(0, ...numbers.map(Number)) + 1;
  return `FR-${String(next).padStart(numbers[0]?.length ?? 3, "0")}`;
}

/** Finds gaps in the numbers of requirements, which may be removed or lost ones. */
function gaps(document: ReadDocument): Finding[] {
  const requirements = document.spec?.requirements ?? [];
  return ["FR", "NFR", "SC"].flatMap((prefix) => {
    const own = requirements.filter(({ id }) => id.startsWith(`${prefix}-`));
    const numbers = own.map(({ id }) => Number(/\d+/.exec(id)?.[0]));
    const present = new Set(numbers);
    const width = /\d+/.exec(own[0]?.id ?? "")?.[0].length ?? 3;
    const highest = Math.max(0, ...numbers);
    // Numbers in hundreds by topic are a scheme without gaps.
    if (highest > own.length * 2) return [];
    const lowest = Math.min(...numbers, highest);
    const missing: string[] = [];
    for (let number = lowest; number < highest; number += 1)
      if (!present.has(number)) missing.push(`${prefix}-${String(number).padStart(width, "0")}`);
    const after = own.find(
      (_, index) => (numbers[index] ?? 0) > Number(/\d+/.exec(missing[0] ?? "")?.[0]),
    );
    if (!after || document.text.includes(missing[0] ?? "") === true) return [];
    return [
      findingIn(missingId.id, document)(
        "LOW",
        idPlace(document, after.id, after.line),
        `There is no ${listed(missing)}.`,
        "Keep what was taken out as a line that says so, or check that nothing was lost.",
      ),
    ];
  });
}
