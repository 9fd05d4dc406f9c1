import type { AdapterFile } from "../adapter";

/** Google's Gemini CLI, measured with 0.61.0. */
export const geminiCli: AdapterFile = {
  id: "gemini-cli",
  name: "Gemini CLI",
  programs: ["gemini"],
  install: { command: "npm install -g @google/gemini-cli", needs: "Node 20 or later" },
  interactive: ["-i", "{prompt}"],
  oneShot: ["-p", "{prompt}", "--approval-mode", "auto_edit"],
  model: ["--model", "{model}"],
  // Gemini's trust of the repository does not cover a working tree elsewhere. This trust ends with the run.
  env: { GEMINI_CLI_TRUST_WORKSPACE: "true" },
  folders: { read: [], write: ["~/.gemini/"] },
  account: {
    files: ["~/.gemini/oauth_creds.json"],
    variables: ["GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_APPLICATION_CREDENTIALS"],
    keychain: true,
    signIn: "Sign in once in a terminal: run gemini, and choose how to sign in.",
  },
  sessions: "~/.gemini/tmp/",
  // A resumed session refuses another folder than its first one.
  resume: { args: ["--resume", "{session}"], followsTree: false },
  json: ["-o", "stream-json"],
  acp: { args: ["--acp"] },
  tells: ["title"],
};
