import type { AdapterFile } from "../adapter";

/** opencode, measured with 1.18.33. */
export const opencode: AdapterFile = {
  id: "opencode",
  name: "opencode",
  programs: ["opencode"],
  install: { command: "npm install -g opencode-ai" },
  interactive: ["--prompt", "{prompt}"],
  oneShot: ["run", "--auto", "{prompt}"],
  model: ["--model", "{model}"],
  folders: {
    read: ["~/.config/opencode/"],
    write: ["~/.local/share/opencode/", "~/.local/state/opencode/", "~/.cache/opencode/"],
  },
  account: {
    files: ["~/.local/share/opencode/auth.json"],
    variables: [],
    signIn: "Sign in once in a terminal: run opencode auth login.",
  },
  sessions: "~/.local/share/opencode/",
  // A session that was resumed in another working tree did not answer.
  resume: { args: ["--session", "{session}"], followsTree: false },
  json: ["--format", "json"],
  acp: { args: ["acp"] },
};
