import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@shared": resolve("shared") } },
  test: {
    // Many tests wait for git and for other processes: one more than there are cores keeps them busy.
    maxWorkers: availableParallelism() + 1,
    projects: [
      {
        extends: true,
        test: {
          name: "pure",
          include: ["{shared,renderer,scripts}/**/*.test.{ts,tsx,mjs}"],
          // Loading the modules anew for each file takes more of the processor than most of these tests. They keep
          // nothing in modules.
          isolate: false,
        },
      },
      // Starting a program copies the tables of the memory of whoever starts it, so a worker must not grow.
      { extends: true, test: { name: "processes", include: ["electron/**/*.test.ts"] } },
    ],
    // Limits for giving up, not waits: a busy machine takes several times as long.
    expect: { poll: { timeout: 60_000 } },
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
