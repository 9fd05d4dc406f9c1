import { expect, it } from "vitest";
import { run } from "./run.mjs";

it("gives the exit code and the output of both streams", async () => {
  const script = 'process.stdout.write("a"); process.stderr.write("b"); process.exitCode = 3';
  const done = await run(process.execPath, ["-e", script], { quiet: true });
  expect(done).toMatchObject({ code: 3, timedOut: false });
  expect([...done.output].sort()).toEqual(["a", "b"]);
});

it("reports that a program could not be started", async () => {
  expect((await run("no-such-program-here", [], { quiet: true })).code).toBe(127);
});

it.skipIf(process.platform === "win32")(
  "ends a program that takes too long, and its child processes",
  async () => {
    // The loop keeps the output open, so the run would not end if the loop survived.
    const script = "(while :; do :; done) & wait";
    const done = await run("sh", ["-c", script], { quiet: true, timeoutMs: 300 });
    expect(done).toMatchObject({ code: 128, timedOut: true });
  },
);
