import { expect, it } from "vitest";
import { aRun } from "../base/testing";
import { redactionRules, redactText } from "../recordings/redact";
import type { RunEvent } from "./event";
import { hideEverywhere, hideSecrets } from "./hide-secrets";

const token = `ghp_${"a1B2".repeat(10)}`;
const rules = redactionRules([], []);
const hide = (text: string) => redactText(rules, text).text;

const created: RunEvent = {
  ...{
    type: "run-created",
    format: 2,
    run: aRun("run-1"),
    owner: { pid: 1, started: "", seconds: 0 },
    feature: `001-${token}`,
  },
  ...{
    specPath: `specs/001-${token}/spec.md`,
    specBlob: "b",
    tasksPath: `specs/${token}/tasks.md`,
  },
  task: { id: "T001", title: `Use ${token}`, line: `- [ ] T001 Use ${token}` },
  requirements: [{ id: "FR-001", text: token }],
  agent: { kind: "command", command: `curl -H "x: ${token}"` },
  ...{ model: token, branch: `fix/${token}`, base: "c", runBranch: `specwright/T001-${token}` },
  ...{ worktree: "", validations: [{ command: `test ${token}` }], note: token },
};
const events: RunEvent[] = [
  created,
  {
    ...{ type: "checkpoint", seq: 1, commit: "c", tree: "t" },
    files: [{ path: `keys/${token}.txt`, status: "added" }],
    leftOut: [{ path: `${token}/large.bin`, reason: "large" }],
  },
  { type: "approved", shown: "s", commit: "c", branch: `fix/${token}`, by: "me" },
  { type: "sent-back", note: token, keptAs: `refs/${token}`, by: "me" },
  { type: "discarded", keptAs: `refs/${token}`, by: "me" },
];

it.each(events)("leaves no secret in an event for others, nor in its names: $type", (event) => {
  const safe = hideEverywhere(event, hide);
  expect(JSON.stringify(safe)).not.toContain(token.slice(4));
  expect({ ...safe, type: event.type }).toMatchObject({ type: event.type });
});

it("leaves the names in a person's own events, as things are found by them", () => {
  expect(hideSecrets(created, hide)).toMatchObject({ branch: `fix/${token}` });
});
