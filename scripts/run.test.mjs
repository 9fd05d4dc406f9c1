import { expect, it } from "vitest";
import { run } from "./run.mjs";

it("gives the exit code and the output of both streams", async () => {
  const script = 'process.stdout.write("a"); process.stderr.write("b"); process.exitCode = 3';
  const done = await run(process.execPath, ["-e", script], { quiet: true });
  expect(done).toMatchObject({ code: 3, timedOut: false });
  expect([...done.output].sort()).toEqual(["a", "b"]);
});

it("says that a program could not be started", async () => {
  expect((await run("no-such-program-here", [], { quiet: true })).code).toBe(127);
});

it.skipIf(process.platform === "win32")(
  "ends a program that takes too long, and what it started",
  async () => {
    // The loop holds the output open: if it lived on, the run would not end.
    const script = "(while :; do :; done) & wait";
    const done = await run("sh", ["-c", script], { quiet: true, timeoutMs: 300 });
    expect(done).toMatchObject({ code: 128, timedOut: true });
  },
);
