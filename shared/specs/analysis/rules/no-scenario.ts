import { type ReadDocument, sectionAt } from "../documents";
import type { Finding } from "../finding";
import { findingIn, listed, type Rule } from "../rule";
import { placeIn, type Statement } from "../statements";
import { isWithdrawn, requirementsNamed } from "../traces";
import { idPlace } from "./duplicate-id";

const step = /(?<![\p{L}\p{N}])(?:given|when|then)(?![\p{L}\p{N}])/iu;
const scenarioHeading = /^(?:\*\*)?(?:acceptance\b|scenarios?\b)/i;

/**
 * Finds stories and requirements that cannot be accepted because no scenario describes the expected
 * behaviour.
 */
export const noScenario: Rule = {
  id: "no-scenario",
  title: "A story or a requirement has no acceptance scenario",
  help: "A scenario says what is accepted: **Given** a state, **When** something happens, **Then** this follows.",
  check({ documents }) {
    return documents.flatMap((document) => [
      ...storiesWithout(document),
      ...specWithout(document),
      ...requirementsWithout(document),
    ]);
  },
};

function storiesWithout(document: ReadDocument): Finding[] {
  const { spec, statements } = document;
  const found = findingIn(noScenario.id, document);
  return (spec?.stories ?? []).flatMap(({ number, line }) => {
    const heading = document.byLine.get(line);
    const at = heading ? statements.indexOf(heading) : -1;
    if (!heading || at === -1 || hasScenario(sectionAt(statements, at))) return [];
    return [
      found(
        "HIGH",
        placeIn(heading, 0, heading.text.length),
        `User story ${number} has no acceptance scenario.`,
        "Add at least one: Given a state, When something happens, Then this follows.",
      ),
    ];
  });
}

/**
 * Whether a section has a step in bold, a line with given and then, or a list under a label such as
 * "Acceptance scenarios".
 */
function hasScenario(section: readonly Statement[]): boolean {
  return section.some(
    ({ text, kind }, index) =>
      /\*\*(?:given|when|then)\b/i.test(text) ||
      (/\bgiven\b/i.test(text) && /\bthen\b/i.test(text)) ||
      (kind === "item" && step.test(text) && /→|->|=>|\bthen\b/i.test(text)) ||
      (scenarioHeading.test(text) &&
        (section[index + 1]?.kind === "item" || section[index + 1]?.kind === "row")),
  );
}

function specWithout(document: ReadDocument): Finding[] {
  const { spec, statements } = document;
  const [first] = spec?.requirements ?? [];
  if (!first || spec?.stories.length !== 0 || hasScenario(statements)) return [];
  return [
    findingIn(noScenario.id, document)(
      "HIGH",
      idPlace(document, first.id, first.line),
      "This spec has requirements, but no user story and no acceptance scenario.",
      "Tell at least one user story with its acceptance scenarios.",
    ),
  ];
}

/**
 * Spec Kit does not link requirements to scenarios, so a spec without such links is not reported. When
 * stories name most requirements, the remaining ones were forgotten.
 */
function requirementsWithout(document: ReadDocument): Finding[] {
  const { spec, statements } = document;
  if (!spec || spec.stories.length === 0) return [];
  const named = new Set<string>();
  for (const { line } of spec.stories) {
    const heading = document.byLine.get(line);
    if (!heading) continue;
    const section = sectionAt(statements, statements.indexOf(heading));
    for (const { text } of [heading, ...section])
      for (const id of requirementsNamed(text)) named.add(id);
  }
  const functional = spec.requirements.filter(
    ({ id, text }) => /FR-/.test(id) && !isWithdrawn(text),
  );
  const without = functional.filter(({ id }) => !named.has(id));
  const [first] = without;
  if (!first || without.length * 4 > functional.length) return [];
  return [
    findingIn(noScenario.id, document)(
      "MEDIUM",
      idPlace(document, first.id, first.line),
      without.length === 1
        ? `No story names ${first.id}, but the other requirements are named.`
        : `No story names ${listed(without.map(({ id }) => id))}, but the other requirements are named.`,
      "Name it in the scenario that shows it, or add that scenario.",
    ),
  ];
}
