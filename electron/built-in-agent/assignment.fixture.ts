import { assignmentSchema } from "./assignment";

/** The agent's assignment in a test. */
export const assignment = assignmentSchema.parse({
  run: "r1",
  branch: "specwright/T001",
  feature: { id: "001-x", folder: "specs/001-x" },
  task: { id: "T001", title: "Do it", line: "- [ ] T001 Do it" },
  documents: { tasks: "specs/001-x/tasks.md" },
  requirements: [],
  prompt: "Do T001.",
});
