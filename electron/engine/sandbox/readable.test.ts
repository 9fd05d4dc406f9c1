import { afterEach, beforeEach, expect, it } from "vitest";
import { type TestFolder, testFolder } from "../files/testing";
import { packageOf, readablePaths } from "./readable";

let test: TestFolder;
beforeEach(() => {
  test = testFolder();
});
afterEach(() => test.dispose());

const asked = (path: string, programs: string[] = []) =>
  readablePaths({ home: test.at("home"), hidden: [test.at("home")], path, programs });

it("shows the packages that links on the PATH lead to, and nothing else of the home folder", async () => {
  test.put("home/.local/share/claude/versions/2/claude", "binary", 0o755);
  test.put("home/.local/share/keyrings/login.keyring", "secret");
  test.put("home/lib/node_modules/codex/bin/codex.js", "#!/usr/bin/env node\n", 0o755);
  test.folder("home/.local/bin");
  test.link("home/.local/bin/claude", test.at("home/.local/share/claude/versions/2/claude"));
  test.link("home/.local/bin/codex", test.at("home/lib/node_modules/codex/bin/codex.js"));
  const { readable } = await asked(test.at("home/.local/bin"));
  expect(readable.sort()).toEqual([
    test.at("home/.local/bin"),
    test.at("home/.local/share/claude/versions/2"),
    test.at("home/lib/node_modules"),
  ]);
});

it("shows the interpreter of a script", async () => {
  const python = test.at("home/.local/share/tools/aider/bin/python");
  test.put("home/pythons/3.12/bin/python3", "binary", 0o755);
  test.put("home/.local/share/tools/aider/bin/aider", `#!${python}\n`, 0o755);
  test.link("home/.local/share/tools/aider/bin/python", test.at("home/pythons/3.12/bin/python3"));
  const { readable } = await asked("", [test.at("home/.local/share/tools/aider/bin/aider")]);
  expect(readable).toContain(test.at("home/.local/share/tools/aider"));
  expect(readable).toContain(test.at("home/pythons/3.12"));
});

it("shows a file that the person's command names, or its package, and no folder beside it", async () => {
  test.put("home/notes/agent.sh", "#!/bin/sh\n", 0o755);
  test.put("home/tool/package.json", "{}");
  test.put("home/tool/dist/cli.js", "");
  const { readable } = await readablePaths({
    home: test.at("home"),
    hidden: [test.at("home")],
    path: "",
    programs: [],
    named: ["home/notes/agent.sh", "home/tool/dist/cli.js", "home/none"].map(test.at),
  });
  expect(readable).toEqual([test.at("home/notes/agent.sh"), test.at("home/tool")]);
});

it("covers credentials in a folder that is shown", async () => {
  test.put("home/.cargo/credentials.toml", "token");
  test.put("home/.cargo/bin/cargo", "binary", 0o755);
  const { readable, masked } = await asked(test.at("home/.cargo/bin"));
  expect(readable).toContain(test.at("home/.cargo"));
  expect(masked).toEqual([test.at("home/.cargo/credentials.toml")]);
});

it("never shows the whole home folder, nor a folder in which many programs keep data", () => {
  const home = "/home/me";
  expect(packageOf("/home/me/bin/tool", home)).toBe("/home/me/bin");
  expect(packageOf("/home/me/tool", home)).toBe("/home/me/tool");
  expect(packageOf("/home/me/.local/bin/tool", home)).toBe("/home/me/.local/bin");
  expect(packageOf("/home/me/.local/share/tool", home)).toBe("/home/me/.local/share/tool");
});
