import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type TestFolder, testFolder } from "../files/testing";
import { readConfigurationText, writeConfigurationText } from "./configuration-text";
import { runGit } from "./process";

let test: TestFolder;
beforeEach(() => {
  test = testFolder();
});
afterEach(() => test.dispose());

/** Git's own reading of a text; undefined when git refuses it. */
async function asGit(text: string) {
  test.put("config", text);
  const args = ["config", "--file", test.at("config"), "--no-includes", "--list", "-z"];
  const { stdout, exitCode } = await runGit(args, { cwd: test.path });
  if (exitCode !== 0) return undefined;
  const lines = stdout.toString("utf8").split("\0").slice(0, -1);
  return lines.map((line) => {
    const end = line.indexOf("\n");
    return end < 0
      ? { key: line, value: "true" }
      : { key: line.slice(0, end), value: line.slice(end + 1) };
  });
}

it.each([
  "[a]\nb = c\n",
  '\ufeff[A.B]\r\n\tC-d = e ; f\r\n[a "B \\" \\\\ .c"] x\ny=\n',
  '[a]b = "one # two" three\t four  # five\n',
  "[a]\nb = one \\\n  two\\tthree\\n\n",
  '[a]\nb = "open\n',
  "b = c\n",
  "[a]\n1 = c\n",
  "[a\n]\nb = c\n",
  "[a]\nb c\n",
  "[a]\nb = \\x\n",
  '[filter "a=b c"]\n\tclean = touch /x && cat\n\trequired\n',
  "[a]\nb = c",
  '[a] ; "\n# [x\nb = ;\n',
])("a text is read like git reads it: %j", async (text) => {
  expect(plain(readConfigurationText(text))).toEqual(plain(await asGit(text)));
});

/** Versions of git before 2.45 print a tab between words as a blank. */
const plain = (lines: ReturnType<typeof readConfigurationText>) =>
  lines?.map(({ key, value }) => ({ key, value: value.replaceAll("\t", " ") }));

it("random texts are read like git reads them", async () => {
  const piece = fc.constantFrom(
    ...["[a]", '[a "b"]', "[A.b]", "\n", "\r\n", " ", "x", "=", " = ", '"', "\\", "\\n", "#", ";"],
    ...["key", "\t", '\\"', "é", "]", "[", "\\\n", "-", ".", "1"],
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 14 }), async (pieces) => {
      const text = `[s]\n${pieces.join("")}`;
      const found = readConfigurationText(text);
      const wanted = await asGit(text);
      expect(plain(found)).toEqual(plain(wanted));
    }),
    { numRuns: 20 },
  );
});

it("git reads the written text with the same values", async () => {
  const lines = [
    { key: 'filter.a=b "c" \\ d.clean', value: ' "x" \\ # ; \n\t é ' },
    { key: "core.filemode", value: "false" },
  ];
  const text = writeConfigurationText(lines);
  expect(readConfigurationText(text)).toEqual(lines);
  expect(await asGit(text)).toEqual(lines);
});
