import type { ReadDocument } from "../documents";
import { anchorsOf, projectLinks } from "../links";
import { findingIn, type Rule } from "../rule";

/** Finds links to project files that do not exist, and to headings that the target does not have. */
export const brokenLink: Rule = {
  id: "broken-link",
  title: "A link leads nowhere",
  help: "The file was moved, renamed or never written, or the heading has another name now.",
  check({ documents, missing, constitution }) {
    const all = new Map<string, ReadDocument>(
      [...documents, ...(constitution ? [constitution] : [])].map((it) => [it.path, it]),
    );
    const anchors = new Map<string, ReadonlySet<string>>();
    const anchorsIn = (document: ReadDocument) => {
      const known = anchors.get(document.path) ?? anchorsOf(document);
      anchors.set(document.path, known);
      return known;
    };
    return documents.flatMap((document) => {
      const found = findingIn(this.id, document);
      return projectLinks(document).flatMap(({ path, anchor, target, place }) => {
        if (isPlaceholder(target)) return [];
        if (missing.has(path))
          return [
            found("MEDIUM", place, `${path} is not there.`, "Correct the link, or write the file."),
          ];
        const to = all.get(path);
        // "#L12" names a line. Headings can only be checked in documents that were read.
        if (!to || anchor === "" || /^L\d/.test(anchor) || anchorsIn(to).has(anchor.toLowerCase()))
          return [];
        const where = to === document ? "This document" : path;
        return [
          found(
            "LOW",
            place,
            `${where} has no heading “${anchor}”.`,
            "Correct the part after the #.",
          ),
        ];
      });
    });
  },
};

/** The placeholder rule reports the links of a template. */
const isPlaceholder = (target: string): boolean =>
  /^(?:link|url)$/i.test(target) || /[[\]{}]/.test(target);
