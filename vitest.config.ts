import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@shared": resolve("shared") } },
  test: {
    include: ["{shared,electron,renderer,scripts}/**/*.test.{ts,tsx,mjs}"],
    // Many tests wait for git and for other processes: one more than there are cores keeps them busy.
    maxWorkers: availableParallelism() + 1,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
