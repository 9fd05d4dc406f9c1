import type { ReadDocument } from "../documents";
import type { Finding } from "../finding";
import { findingIn, type Rule } from "../rule";
import { placeIn, type Statement } from "../statements";

/** The placeholders of Spec Kit's templates. */
const template =
  /\[(?:FEATURE NAME|#{2,}-feature(?:-name)?|DATE|(?:Brief )?Title|link|CHECKLIST TYPE|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|Entity \d|Category \d|initial state|action|expected outcome|boundary condition|error scenario|language|framework|current need|specific problem|why [^\]]{3,60}(?:rejected|insufficient|level)|(?:specific capability|key interaction|data requirement|behavior|domain-specific|if applicable|Measurable metric|User satisfaction metric|Business metric|Assumption about[^\],]*|Dependency on[^\],]*),? e\.g\.[^\]]*|e\.g\.,?[^\]]*|(?:Describe|Explain|Extract|Document the selected|Add more|Gates determined|Brief description of|Link to|What it represents)\b[^\]]*)\](?![([])/g;
/** After a colon it is a tag, as in the titles of issues. */
const titled = /(?<=: )\[FEATURE\]$/g;
const argument = /\$ARGUMENTS\b/g;
const unclear = /(?<!\[)\bNEEDS CLARIFICATION\b(?![^[\n]*\])/g;
/** As in analyze: "unresolved placeholders (TODO, TKTK, ???)". */
const reminder =
  /(?<![\p{L}\p{N}_`"“'-])(?:TODO(?=\s*[:(\]])|TBD\b|TKTK\b|FIXME(?=\s*[:(\]])|\?\?\?(?!\?))/gu;

/** Words in brackets that are no link, reference, box or tag. */
const bracketed = /\[(?!NEEDS CLARIFICATION|Spec\b)(\p{L}[^[\]\n]*\s[^[\]\n]*)\](?![([:])/gu;
/** The text before a value: a field's name, a step's word, a task's ID and tags, a story's number. */
const beforeValue =
  /(?:^|:|\||\*\*(?:Given|When|Then|And|But)\*\*|\b(?:MUST|SHALL|SHOULD|MAY)|\d\s+-|^(?:T|CHK)\d+(?:\s*\[[^[\]]*\])*)\s*$/;
const afterValue = /^[.,;]?\s*(?:$|\||\(|\[|\*\*|and\b)/;

/** Placeholders of custom templates: brackets that make up a whole value. */
const wholeValues = (statement: Statement, { text: all }: ReadDocument): Match[] =>
  !statement.text.includes("[")
    ? []
    : [...statement.text.matchAll(bracketed)]
        .filter(({ 0: whole, 1: words = "", index }) => {
          const { text } = statement;
          const start = text.lastIndexOf("\n", index) + 1;
          const [rest = ""] = text.slice(index + whole.length).split("\n", 1);
          return (
            beforeValue.test(text.slice(start, index)) &&
            afterValue.test(rest) &&
            !all.includes(`[${words}]:`)
          );
        })
        .map(({ 0: text, index }) => ({ statement, text, index }));

/** Finds text that a template or a writer in a hurry left to be filled in. */
export const placeholder: Rule = {
  id: "placeholder",
  title: "A placeholder is not filled in",
  help: "The template asks for text here. Write it, or delete the placeholder if it does not apply.",
  check({ documents }) {
    return documents.flatMap((document) => {
      const left = document.statements.flatMap((it) => {
        const known = matches(
          it,
          it.kind === "heading" ? [template, argument, titled] : [template, argument],
        );
        const more = wholeValues(it, document).filter(
          ({ index }) => !known.some((match) => match.index === index),
        );
        return [...known, ...more].sort((a, b) => a.index - b.index);
      });
      return [...leftOver(document, left), ...unclearIn(document), ...reminders(document)];
    });
  },
};

interface Match {
  readonly statement: Statement;
  readonly text: string;
  readonly index: number;
}

const matches = (statement: Statement, patterns: readonly RegExp[]): Match[] =>
  // Most statements have none of these signs, and matching the long patterns takes time.
  !/[[$]|[A-Z?]{3}/.test(statement.text)
    ? []
    : patterns
        .flatMap((pattern) => [...statement.text.matchAll(pattern)])
        .map(({ 0: text, index }) => ({ statement, text, index }))
        .sort((a, b) => a.index - b.index);

const placeOf = ({ statement, index, text }: Match) =>
  placeIn(statement, index, index + text.length);

/**
 * Makes one finding for a whole document, because a new document consists of placeholders that are filled in
 * one by one.
 */
function leftOver(document: ReadDocument, left: readonly Match[]): Finding[] {
  const [first] = left;
  if (!first) return [];
  const rest = left.length - 1;
  const name = shortened(first.text);
  return [
    findingIn(placeholder.id, document)(
      "HIGH",
      placeOf(first),
      rest === 0
        ? `The template’s ${name} is not filled in.`
        : `The template’s ${name} is not filled in, nor ${rest === 1 ? "is one more placeholder" : `are ${rest} more placeholders`}.`,
      "Fill it in, or delete what does not apply.",
    ),
  ];
}

function unclearIn(document: ReadDocument): Finding[] {
  if (document.kind !== "plan") return [];
  return document.statements
    .flatMap((it) => matches(it, [unclear]))
    .filter(
      ({ statement }) =>
        !matches(statement, [template]).length && /^\*\*[^*]+\*\*:?/.test(statement.text),
    )
    .map((match) =>
      findingIn(placeholder.id, document)(
        "HIGH",
        placeOf(match),
        "The plan still says NEEDS CLARIFICATION.",
        "Find out in research.md, and write what was decided.",
      ),
    );
}

function reminders(document: ReadDocument): Finding[] {
  if (document.kind === "other" || document.kind === "checklist") return [];
  return document.statements
    .flatMap((it) => matches(it, [reminder]))
    .map((match) =>
      findingIn(placeholder.id, document)(
        "MEDIUM",
        placeOf(match),
        `“${match.text}” is left here.`,
        "Write what is meant, or take it out.",
      ),
    );
}

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 38)}…]` : text);
