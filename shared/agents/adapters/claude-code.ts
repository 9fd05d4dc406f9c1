import type { AdapterFile } from "../adapter";

/** Claude Code, measured with 2.1.197 and 2.1.332. */
export const claudeCode: AdapterFile = {
  id: "claude-code",
  name: "Claude Code",
  programs: ["claude"],
  install: { command: "npm install -g @anthropic-ai/claude-code", needs: "Node 18 or later" },
  interactive: [
    "--settings",
    "{run}/claude-settings.json",
    "--session-id",
    "{session}",
    "{prompt}",
  ],
  oneShot: [
    ...["--settings", "{run}/claude-settings.json", "--session-id", "{session}"],
    ...["-p", "{prompt}", "--permission-mode", "acceptEdits"],
  ],
  model: ["--model", "{model}"],
  files: {
    // The bell rings at a question. The setting holds for this run alone.
    "claude-settings.json": '{"preferredNotifChannel":"terminal_bell"}\n',
  },
  folders: {
    read: ["~/.claude.json"],
    write: ["~/.claude/", "~/.claude.json", "~/.cache/claude-cli-nodejs/"],
  },
  account: {
    files: ["~/.claude/.credentials.json"],
    variables: ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"],
    keychain: true,
    signIn: "Sign in once in a terminal: run claude, then /login.",
  },
  firstRun:
    "Claude Code asks once whether it may trust a repository. Answer in the run's terminal.",
  sessions: "~/.claude/projects/",
  resume: { args: ["--resume", "{session}"], followsTree: true },
  json: ["--output-format", "stream-json", "--verbose"],
  acp: { program: "claude-agent-acp", args: [] },
  tells: ["status", "title", "bell"],
};
