import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  timeout: 60_000,
  // One app at a time: they share a display, and keyboard focus with it.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  // The JSON report goes to the file named in PLAYWRIGHT_JSON_OUTPUT_FILE.
  reporter: process.env["PLAYWRIGHT_JSON_OUTPUT_FILE"] ? [["list"], ["json"]] : [["list"]],
});
