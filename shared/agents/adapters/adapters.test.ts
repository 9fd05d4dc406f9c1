import { describe, expect, it } from "vitest";
import { modesOf } from "../adapter";
import { argumentsOf, verbOf } from "../command-line";
import { adapters } from "./index";

const by = { prompt: "Do T001.", session: "s-1", tree: '/trees/a "b"', run: "/runs/r1" };
const adapter = (id: string) => {
  const found = adapters.find((each) => each.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};

describe("the adapters of the app", () => {
  it("have IDs of their own, a way to start and an account or none", () => {
    expect(new Set(adapters.map(({ id }) => id)).size).toBe(adapters.length);
    for (const each of adapters) expect(modesOf(each).length).toBeGreaterThan(0);
  });

  it("pass the prompt once in each mode, as one argument", () => {
    for (const each of adapters)
      for (const mode of modesOf(each)) {
        const args = argumentsOf(each, { mode, model: "m", helped: new Set() }, by);
        expect(args.filter((arg) => arg === by.prompt)).toHaveLength(1);
        expect(args.join(" ")).not.toMatch(/\{\w+\}/);
      }
  });

  it("name only files that the adapter writes", () => {
    for (const each of adapters) {
      const named = JSON.stringify([each.interactive, each.oneShot]).matchAll(
        /\{run\}\/([\w.-]+)/g,
      );
      for (const [, name] of named) expect(Object.keys(each.files)).toContain(name);
    }
  });
});

describe("the arguments of an adapter", () => {
  it("have the model and the accepted options behind the word that names the session", () => {
    const options = { mode: "one-shot", model: "gpt-x", helped: new Set(["--no-daemon"]) } as const;
    const args = argumentsOf(adapter("codex"), options, by);
    expect(args.slice(0, 4)).toEqual(["exec", "--no-daemon", "--model", "gpt-x"]);
    expect(verbOf(adapter("codex"), "one-shot")).toEqual(["exec"]);
    expect(verbOf(adapter("codex"), "interactive")).toEqual([]);
  });

  it("leave out options that the version does not accept, and a model that nobody chose", () => {
    const options = { mode: "interactive", model: undefined, helped: new Set<string>() } as const;
    const args = argumentsOf(adapter("codex"), options, by);
    expect(args.at(-1)).toBe(by.prompt);
    expect(args).not.toContain("--no-daemon");
    expect(args).not.toContain("--model");
  });

  it("quote the working tree where a TOML string is expected", () => {
    const options = { mode: "interactive", model: undefined, helped: new Set<string>() } as const;
    const args = argumentsOf(adapter("codex"), options, by);
    expect(args).toContain('projects={"/trees/a \\"b\\""={trust_level="trusted"}}');
  });

  it("leave names in braces alone that are the prompt's own", () => {
    const options = { mode: "one-shot", model: "m", helped: new Set<string>() } as const;
    const prompt = "Use {model} and {tree}.";
    expect(argumentsOf(adapter("gemini-cli"), options, { ...by, prompt })).toContain(prompt);
  });
});
