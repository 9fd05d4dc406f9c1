import { expect, it } from "vitest";
import { agentFlag, createAppLauncher } from "./agent-launcher";

it("starts the built-in agent on Linux without Chromium's sandbox, which cannot start inside of a run's", () => {
  const { program } = createAppLauncher("/app/specwright", undefined, { linux: true });
  const { args } = program(["--task", "a.json"]);
  expect(args.slice(0, args.indexOf(agentFlag))).toContain("--no-sandbox");
  expect(args.slice(args.indexOf(agentFlag) + 1)).toEqual(["--task", "a.json"]);
  const elsewhere = createAppLauncher("/app/specwright", undefined, { linux: false });
  expect(elsewhere.program([]).args).not.toContain("--no-sandbox");
});
