import { expect, it } from "vitest";
import { createTypedInput } from "./typed-input";

function setUp() {
  const answers: ((shown: boolean) => void)[] = [];
  const recorded: string[] = [];
  let written = "";
  const input = createTypedInput({
    echoes: () => new Promise((resolve) => answers.push(resolve)),
    record: (text) => recorded.push(text),
    write: (data) => {
      written += data;
    },
  });
  const answer = async (shown: boolean) => {
    answers.shift()?.(shown);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { input, recorded, answer, answers, written: () => written };
}

it("records lines that the terminal shows, and no hidden input", async () => {
  const { input, recorded, answer, written } = setUp();
  input.type("l");
  expect(written()).toBe("");
  await answer(true);
  input.type("s\rwho");
  await answer(true);
  input.type("secret\r");
  await answer(false);
  input.type("exit\r");
  await answer(true);
  expect(recorded).toEqual(["ls\r", "who", "exit\r"]);
  expect(written()).toBe("ls\rwhosecret\rexit\r");
});

it("asks again for input that is typed meanwhile, and passes it on in order", async () => {
  const { input, recorded, answer, answers, written } = setUp();
  input.type("sudo x\r");
  input.type("sec");
  input.type("ret\r");
  expect(answers).toHaveLength(1);
  await answer(true);
  expect(written()).toBe("sudo x\r");
  expect(answers).toHaveLength(1);
  await answer(false);
  expect(written()).toBe("sudo x\rsecret\r");
  expect(recorded).toEqual(["sudo x\r"]);
});

it("records an unfinished line when it is long, or at a flush", async () => {
  const { input, recorded, answer } = setUp();
  input.type("x".repeat(5000));
  await answer(true);
  expect(recorded).toEqual(["x".repeat(5000)]);
  input.type("half");
  await answer(true);
  input.flush();
  expect(recorded[1]).toBe("half");
});

it("records nothing when the terminal's echo is unknown", async () => {
  const recorded: string[] = [];
  let written = "";
  const input = createTypedInput({
    echoes: () => Promise.reject(new Error("no stty")),
    record: (text) => recorded.push(text),
    write: (data) => {
      written += data;
    },
  });
  input.type("ls\r");
  await expect.poll(() => written).toBe("ls\r");
  expect(recorded).toEqual([]);
});
