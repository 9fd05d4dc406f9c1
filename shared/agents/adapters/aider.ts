import type { AdapterFile } from "../adapter";

/** aider, by its documentation; not measured. */
export const aider: AdapterFile = {
  id: "aider",
  name: "aider",
  programs: ["aider"],
  install: { command: "pipx install aider-chat", needs: "Python 3.10 or later" },
  // The app commits the change itself, so aider must not.
  oneShot: ["--no-auto-commits", "--yes-always", "--message", "{prompt}"],
  model: ["--model", "{model}"],
  folders: { read: ["~/.aider.conf.yml"], write: ["~/.aider/"] },
  account: {
    files: [],
    variables: ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY", "DEEPSEEK_API_KEY"],
    signIn: "Set the key of your model's provider in your shell's profile.",
  },
};
