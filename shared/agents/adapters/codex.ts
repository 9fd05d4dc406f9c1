import type { AdapterFile } from "../adapter";

/** OpenAI's Codex CLI, measured with 0.171.0. */
export const codex: AdapterFile = {
  id: "codex",
  name: "Codex",
  programs: ["codex"],
  install: { command: "npm install -g @openai/codex" },
  interactive: ["-c", 'projects={{treeJson}={trust_level="trusted"}}', "{prompt}"],
  oneShot: ["exec", "-c", 'projects={{treeJson}={trust_level="trusted"}}', "{prompt}"],
  model: ["--model", "{model}"],
  optional: [
    {
      option: "--no-daemon",
      args: ["--no-daemon"],
      because: "its shared server would go on after this run",
    },
  ],
  folders: { read: [], write: ["$CODEX_HOME/", "~/.codex/"] },
  account: {
    files: ["$CODEX_HOME/auth.json", "~/.codex/auth.json"],
    variables: ["CODEX_API_KEY", "CODEX_ACCESS_TOKEN", "OPENAI_API_KEY"],
    signIn: "Sign in once in a terminal: run codex login.",
  },
  sessions: "~/.codex/sessions/",
  resume: { args: ["resume", "{session}"], followsTree: true },
  json: ["--json"],
  acp: { program: "codex-acp", args: [] },
  tells: ["status", "title", "bell"],
};
