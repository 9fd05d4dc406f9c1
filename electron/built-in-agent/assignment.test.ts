import { slugOf } from "@shared/specs/feature-name";
import { describe, expect, it } from "vitest";
import { assignmentSchema } from "./assignment";

const accepts = (id: string) =>
  assignmentSchema.safeParse({
    run: "r1",
    branch: "b",
    feature: { id, folder: `specs/${id}` },
    task: { id: "T001", title: "x", line: "x" },
    documents: { tasks: "t" },
    requirements: [],
    prompt: "x",
  }).success;

describe("a feature in an assignment", () => {
  it.each(["Rate table", "Über prüfen", "Проверка", "機能を追加"])(
    "can have any folder name that the app makes: %s",
    (title) => expect(accepts(`001-${slugOf(title)}`)).toBe(true),
  );

  it.each(["", ".", "..", "a/b", "../a", "a\\b", "a\nb", "a\0"])(
    "has to be the name of one folder: %j",
    (id) => expect(accepts(id)).toBe(false),
  );
});
