import { type Adapter, adapterSchema } from "../adapter";
import { aider } from "./aider";
import { claudeCode } from "./claude-code";
import { codex } from "./codex";
import { copilotCli } from "./copilot-cli";
import { geminiCli } from "./gemini-cli";
import { opencode } from "./opencode";

/** The adapters that come with the app, in the order in which they are shown. */
export const adapters: readonly Adapter[] = [
  claudeCode,
  codex,
  geminiCli,
  copilotCli,
  opencode,
  aider,
].map((file) => adapterSchema.parse(file));
