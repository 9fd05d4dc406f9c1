import { expect, it } from "vitest";
import { isReproduced, type Redriven, redrivenWords } from "./redriven";

const same: Redriven = {
  commit: "1111111aaaa",
  sameStart: true,
  recordedTree: "2222222bbbb",
  tree: "2222222bbbb",
  answers: 5,
  steps: 1,
  hidden: 0,
  files: [],
  moreFiles: 0,
};
const other = { ...same, tree: "3333333cccc", files: ["a.ts", "b.ts"] };
const edit = { step: 2, tool: "edit_file" };

it.each<[string, Redriven, boolean, string[]]>([
  [
    "the same",
    same,
    true,
    ["Reproduced: 5 answers and 1 step led to the same files, tree 2222222."],
  ],
  [
    "another result",
    { ...other, moreFiles: 3, parting: { ...edit, recorded: "Changed.\nAnd", now: "Not there." } },
    false,
    [
      "It parts at step 2, edit_file, line 1 of its result: recorded was “Changed.”, now it was “Not there.”.",
      "Different: a.ts, b.ts and 3 more.",
    ],
  ],
  [
    "a later line",
    { ...same, parting: { ...edit, recorded: "one\ntwo", now: "one" } },
    false,
    [
      "It parts at step 2, edit_file, line 2 of its result: recorded was “two”, now it was nothing.",
    ],
  ],
  [
    "what is not shown",
    { ...same, parting: { ...edit, recorded: "one", now: "one" } },
    false,
    ["It parts at step 2, edit_file: its result was another one, further down."],
  ],
  [
    "a step that is missing",
    { ...same, parting: { ...edit, recorded: "Changed." } },
    false,
    ["It parts at step 2: edit_file was used in the run and was not now."],
  ],
  [
    "a step that is new",
    { ...same, parting: { ...edit, now: "Changed." } },
    false,
    ["It parts at step 2: edit_file was not used in the run."],
  ],
  [
    "other files",
    other,
    false,
    ["Every step went as recorded, and yet the files differ.", "Different: a.ts, b.ts."],
  ],
  [
    "another start",
    { ...other, sameStart: false, hidden: 1 },
    false,
    [
      "Every step went as recorded; the files differ, as it began at another commit, 1111111.",
      "Different: a.ts, b.ts.",
      "1 secret had been hidden in the recorded answers, so they were not the same.",
    ],
  ],
  [
    "another validation",
    {
      ...same,
      validation: { recorded: { by: "exit", code: 0 }, now: { by: "signal", signal: "SIGKILL" } },
    },
    false,
    ["The validation ended with signal SIGKILL; in the run it ended with exit code 0."],
  ],
])("says %s", (_what, redriven, reproduced, words) => {
  expect(isReproduced(redriven)).toBe(reproduced);
  expect(redrivenWords(redriven)).toEqual(words);
});
