import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@shared": resolve("shared") } },
  test: {
    include: ["{shared,electron,renderer,scripts}/**/*.test.{ts,tsx,mjs}"],
    // Many tests wait for git and for other processes: one more than there are cores keeps them busy.
    maxWorkers: availableParallelism() + 1,
    // Loading the modules anew for each of 260 files takes more of the processor than most of the tests. Tests keep
    // nothing in modules, and take back what they change in the process.
    isolate: false,
    // Limits for giving up, not waits: a busy machine takes several times as long.
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
