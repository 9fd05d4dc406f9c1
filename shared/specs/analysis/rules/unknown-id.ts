import { requirementId } from "../../ids";
import { documentOf, type ReadDocument, type ReadFeature } from "../documents";
import type { Finding } from "../finding";
import { findingIn, type Rule } from "../rule";
import { placeIn, type Statement } from "../statements";
import { idPlace } from "./duplicate-id";

const requirement = new RegExp(String.raw`(?<![\p{L}\p{N}_/#.-])${requirementId}\b`, "gu");

/** Finds references to IDs that no statement has. */
export const unknownId: Rule = {
  id: "unknown-id",
  title: "A named ID does not exist",
  help: "When a statement is renumbered or deleted, its old ID names no statement, or another one.",
  check(feature) {
    return [...requirementsNamed(feature), ...tasksNamed(feature)];
  },
};

function requirementsNamed(feature: ReadFeature): Finding[] {
  const spec = documentOf(feature, "spec");
  if (!spec?.spec?.requirements.length) return [];
  const known = new Set(spec.spec.requirements.map(({ id }) => id));
  // A requirement may have a form that the parser does not recognise. References to it are then correct.
  for (const { kind, text } of spec.statements)
    if (kind === "row" || kind === "heading" || kind === "item")
      for (const [id] of text.slice(0, 24).matchAll(requirement)) known.add(id);
  return feature.documents.flatMap((document) =>
    document.kind === "spec" || document.kind === "plan" || document.kind === "tasks"
      ? inDocument(document, known)
      : [],
  );
}

function inDocument(document: ReadDocument, known: ReadonlySet<string>): Finding[] {
  const said = new Set<string>();
  return document.statements.flatMap((statement) => {
    if (namesAnotherSpec(statement)) return [];
    return [...statement.text.matchAll(requirement)].flatMap(({ 0: id, index }) => {
      if (known.has(id) || said.has(id)) return [];
      said.add(id);
      return [
        findingIn(unknownId.id, document)(
          document.kind === "tasks" ? "HIGH" : "MEDIUM",
          placeIn(statement, index, index + id.length),
          `${id} is named here, but the spec has no such requirement.`,
          "Name the requirement that is meant, or add it to the spec.",
        ),
      ];
    });
  });
}

/** "FR-003 of spec 392", "specs/060-…": each feature has IDs of its own. */
const namesAnotherSpec = ({ source }: Statement): boolean =>
  /#\d{2,}|\bspec(?:s\/|\s+)\d{2,}|\b\d{3,}-[a-z]|\bfeature\s+\d{2,}|\bin\s+\d{3}\b/i.test(source);

function tasksNamed(feature: ReadFeature): Finding[] {
  const document = documentOf(feature, "tasks");
  const tasks = document?.tasks?.tasks ?? [];
  if (!document) return [];
  const known = new Set(tasks.map(({ id }) => id));
  return tasks.flatMap(({ id, line, dependsOn }) =>
    dependsOn
      .filter((other) => !known.has(other))
      .map((other) =>
        findingIn(unknownId.id, document)(
          "HIGH",
          idPlace(document, other, line),
          `${id} depends on ${other}, which is not in the list.`,
          "Name the task that it waits for, or take the dependency out.",
        ),
      ),
  );
}
