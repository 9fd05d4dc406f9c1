import { defineConfig } from "@playwright/test";
import { displays } from "./e2e/displays";

export default defineConfig({
  projects: [
    { name: "e2e", testDir: "e2e", testIgnore: ["demo/**", "real-agents/**"] },
    // What npm start does where there is no display.
    { name: "demo", testDir: "e2e/demo", timeout: 180_000 },
    // Agents that somebody has installed: `npm run real-agents` alone runs them.
    { name: "real-agents", testDir: "e2e/real-agents", timeout: 600_000 },
  ],
  outputDir: "test-results",
  timeout: 300_000,
  // A limit for giving up, not a wait: a busy machine takes a while to start a run.
  expect: { timeout: 60_000 },
  // One app for each display: those on one share the keyboard's focus and the clipboard.
  workers: displays.length,
  retries: 0,
  forbidOnly: true,
  // The JSON report goes to the file named in PLAYWRIGHT_JSON_OUTPUT_FILE.
  reporter: process.env["PLAYWRIGHT_JSON_OUTPUT_FILE"] ? [["list"], ["json"]] : [["list"]],
});
