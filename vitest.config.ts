import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@shared": resolve("shared") } },
  test: {
    include: ["{shared,electron,renderer,scripts}/**/*.test.{ts,tsx,mjs}"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
