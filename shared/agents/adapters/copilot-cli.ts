import type { AdapterFile } from "../adapter";

/** GitHub's Copilot CLI, measured with 1.0.102. */
export const copilotCli: AdapterFile = {
  id: "copilot-cli",
  name: "Copilot CLI",
  programs: ["copilot"],
  install: { command: "npm install -g @github/copilot", needs: "Node 22 or later" },
  interactive: ["--session-id", "{session}", "-i", "{prompt}"],
  oneShot: ["--session-id", "{session}", "-p", "{prompt}", "--allow-all-tools"],
  model: ["--model", "{model}"],
  folders: { read: [], write: ["~/.copilot/", "~/.cache/copilot/"] },
  account: {
    files: ["~/.config/gh/hosts.yml"],
    variables: ["COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN", "COPILOT_PROVIDER_API_KEY"],
    keychain: true,
    signIn: "Sign in once in a terminal: run copilot, then /login.",
  },
  firstRun:
    "Copilot CLI asks for each new folder whether it may trust it. Answer in the run's terminal.",
  sessions: "~/.copilot/session-state/",
  // A resumed session goes on editing its first working tree.
  resume: { args: ["--resume={session}"], followsTree: false },
  json: ["--output-format", "json"],
  acp: { args: ["--acp"] },
};
