import { describe, expect, test } from "vitest";
import { parseCommandLine } from "./command-line";
import { commandHelps, helpOf, isVerb, overview } from "./help";

describe("the command line", () => {
  test.each([
    [
      ["run", "T004", "--repo", "x"],
      {
        verb: "run",
        tasks: { kind: "one", task: "T004" },
        parallel: 2,
        repo: "x",
        agent: { named: undefined, model: undefined },
        anyway: false,
        unconfined: false,
        recordsInput: false,
        json: false,
        feature: undefined,
      },
    ],
    [
      [
        "run",
        "T004",
        "--agent",
        "claude -p x",
        "--record-input",
        "--json",
        "--feature",
        "001",
        "--anyway",
      ],
      {
        verb: "run",
        tasks: { kind: "one", task: "T004" },
        parallel: 2,
        repo: ".",
        agent: { named: "claude -p x", model: undefined },
        anyway: true,
        unconfined: false,
        recordsInput: true,
        json: true,
        feature: "001",
      },
    ],
    [
      ["run", "--tasks", "T001, T003,T001", "--agent", "codex", "--model", "m", "--parallel", "4"],
      {
        verb: "run",
        tasks: { kind: "named", tasks: ["T001", "T003"] },
        parallel: 4,
        repo: ".",
        agent: { named: "codex", model: "m" },
        anyway: false,
        unconfined: false,
        recordsInput: false,
        json: false,
        feature: undefined,
      },
    ],
    [["agents", "--test", "codex"], { verb: "agents", test: "codex", json: false }],
    [["runs", "--repo", "x", "--json"], { verb: "runs", repo: "x", json: true }],
    [["replay", "a.cast", "--at", "1.5"], { verb: "replay", file: "a.cast", at: 1.5, repo: "." }],
    [["forget", "r1", "--repo", "x"], { verb: "forget", run: "r1", repo: "x" }],
    [
      ["redrive", "r1", "--at", "main"],
      { verb: "redrive", run: "r1", repo: ".", at: "main", json: false },
    ],
    [["replay", "a", "--repo", "b"], { verb: "replay", file: "a", at: undefined, repo: "b" }],
    [["verify", "r1"], { verb: "verify", target: "r1", repo: undefined, json: false }],
    [["tasks"], { verb: "tasks", folder: ".", feature: undefined, json: false }],
    [["check"], { verb: "check", folder: ".", feature: undefined, format: "text" }],
    [
      ["check", "x", "--feature", "001", "--sarif"],
      { verb: "check", folder: "x", feature: "001", format: "sarif" },
    ],
    [["fidelity", "docs", "--json"], { verb: "fidelity", folder: "docs", json: true }],
    [[], { verb: "help", of: undefined }],
    [["help"], { verb: "help", of: undefined }],
    [["run", "--help"], { verb: "help", of: "run" }],
    [["help", "forget"], { verb: "help", of: "forget" }],
  ])("understands %j", (argv, command) => {
    expect(parseCommandLine(argv)).toEqual(command);
  });

  test.each([
    [["fly"], /no command fly\. See specwright --help/],
    [["rnu"], /no command rnu\. Did you mean run\?/],
    [["redrive", "r1", "--at", ""], /--at takes a commit\. See specwright redrive --help/],
    [["run", "T004", "--sideways"], /^Unknown option '--sideways'\. See specwright run --help\.$/],
    [["serch", "x"], /Did you mean search\?/],
    [["verifi", "r1"], /Did you mean verify\?/],
    [["run", "T004", "--sarif"], /See specwright run --help/],
    [["run"], /Name a task/],
    [["replay"], /Name a recording/],
    [["verify"], /Name a run/],
    [["forget"], /Name a run/],
    [["redrive"], /Name a run/],
    [["forget", "../r1"], /cannot be the ID of a run/],
    [["fidelity"], /Name a folder/],
    [["fidelity", "docs", "--repo", "x"], /fidelity has no option --repo/],
    [["replay", "a", "--at", "-1"], /--at/],
    [["replay", "a", "--at", "soon"], /--at takes seconds/],
    [["check", "x", "--json", "--sarif"], /either --json or --sarif/],
    [["check", "--repo", "x"], /check has no option --repo/],
    [["runs", "--at", "1"], /runs has no option --at/],
    [["run", "T004", "T005"], /T005 is one word too many/],
    [["run", "T004", "--colour"], /--colour/],
    [["run", "T004", "--repo"], /--repo/],
  ])("refuses %j in one line", (argv, words) => {
    expect(() => parseCommandLine(argv)).toThrow(words);
    expect(() => parseCommandLine(argv)).not.toThrow(/\n/);
  });
});

describe("the help", () => {
  test.each(Object.keys(commandHelps).filter(isVerb))(
    "of %s has an example that is understood",
    (verb) => {
      const text = helpOf(verb);
      expect(overview).toContain(`  ${verb} `);
      const [, example = ""] = /Example:\n {2}specwright (.+)\n/.exec(text) ?? [];
      // As a shell splits the words; a redirection belongs to the shell.
      const words = [...example.replace(/ >.*/, "").matchAll(/'([^']*)'|(\S+)/g)];
      const command = parseCommandLine(words.map(([, quoted, plain]) => quoted ?? plain ?? ""));
      expect(command.verb).toBe(verb);
      for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    },
  );
});
