import { formatOf } from "../../formats";
import { documentOf, type ReadDocument, sectionAt } from "../documents";
import { beginning, findingIn, listed, type Rule } from "../rule";
import { placeIn } from "../statements";

/** Checks that the plan's gate covers the project's constitution. */
export const constitutionCheck: Rule = {
  id: "constitution-check",
  title: "The plan does not mention a principle of the constitution",
  help: "The Constitution Check is a gate before research and again after design. Mention each principle in it.",
  check(feature) {
    const plan = documentOf(feature, "plan");
    const principles = feature.constitution ? principlesOf(feature.constitution) : [];
    if (!plan || principles.length === 0 || formatOf(plan.path) !== "spec-kit") return [];
    const found = findingIn(this.id, plan);
    const at = plan.statements.findIndex(
      ({ kind, text }) => kind === "heading" && /\bconstitution\b/i.test(text),
    );
    const heading = plan.statements[at];
    if (!heading)
      return [
        found(
          "HIGH",
          beginning,
          "The plan has no Constitution Check.",
          "Add the section, with a line for each principle.",
        ),
      ];
    const place = placeIn(heading, 0, heading.text.length);
    const section = sectionAt(plan.statements, at)
      .map(({ source }) => source)
      .join("\n");
    // The placeholder rule reports the template's text.
    if (/\[Gates determined/i.test(section)) return [];
    const without = principles.filter((principle) => !isMentioned(principle, section));
    if (without.length === 0) return [];
    if (without.length === principles.length)
      return [
        found(
          "MEDIUM",
          place,
          "The Constitution Check names no principle of the constitution.",
          "Give each principle a line that says how the plan keeps it.",
        ),
      ];
    const names = listed(without.map(({ title }) => `“${title}”`));
    return [
      found(
        "HIGH",
        place,
        `The Constitution Check passes over ${names}.`,
        "Say how the plan keeps to it, or justify the violation under Complexity Tracking.",
      ),
    ];
  },
};

interface Principle {
  /** The title without its number and remarks such as "(NON-NEGOTIABLE)". */
  readonly title: string;
  /** `IV`, `4`; undefined for none. */
  readonly number: string | undefined;
}

/** The headings under "Core Principles", or numbered headings. */
function principlesOf({ statements }: ReadDocument): Principle[] {
  const at = statements.findIndex(
    ({ kind, text }) => kind === "heading" && /\bprinciples\b/i.test(text),
  );
  const heading = statements[at];
  if (!heading) return [];
  return sectionAt(statements, at).flatMap(({ kind, level, text }) => {
    if (kind !== "heading" || level !== heading.level + 1 || /^\[.*\]$/.test(text)) return [];
    const [, number, title = text] =
      /^(?:Principle[ \t]+)?([IVX]+|\d{1,2})[.:)][ \t]*(.*)$/i.exec(text) ?? [];
    return [{ number, title: title.replace(/\s*\([^)]*\)\s*$/, "").trim() }];
  });
}

function isMentioned({ title, number }: Principle, section: string): boolean {
  const text = wordsOf(section);
  if (text.includes(wordsOf(title))) return true;
  if (number !== undefined) {
    const named = new RegExp(
      String.raw`(?:\bprinciples?[ \t]+|§[ \t]?|^[ \t|*_-]*|[,&(/–-][ \t]*|\band[ \t]+)\*{0,2}${number}(?=[.:),;\s*|–/-]|$)`,
      "im",
    );
    if (named.test(section)) return true;
  }
  // Writers often name a principle by its main words: "Test-First (NON-NEGOTIABLE)" as "test first".
  const main = wordsOf(title.split(/[:—–(]/)[0] ?? title)
    .split(" ")
    .filter((word) => word.length > 3);
  return main.length > 0 && main.every((word) => text.includes(word));
}

const wordsOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
