import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The surroundings of an agent in a test. */
export interface AgentPlace {
  /** The agent's home folder. */
  readonly home: string;
  /** The repository that is open in the app. */
  readonly repository: string;
  /** The folder of the app's working trees. */
  readonly trees: string;
  /** The model server's address, without a slash at its end. */
  readonly model: string;
}

/** A real agent and how it is driven here. */
export interface RealAgent {
  /** The program's name. */
  readonly name: string;
  /** Its name in the start dialog. */
  readonly shown: string;
  /** Matches its screen while it asks. */
  readonly question: RegExp;
  readonly env: (place: AgentPlace) => Readonly<Record<string, string>>;
  /** Its settings files, which keep it from asking questions at its start. */
  readonly files: (place: AgentPlace) => Readonly<Record<string, string>>;
}

const key = "sk-scripted-0123456789abcdef0123456789abcdef";

export const agents: readonly RealAgent[] = [
  {
    name: "claude",
    shown: "Claude Code",
    question: /Do you want to/,
    env: ({ model }) => ({
      ANTHROPIC_BASE_URL: model,
      ANTHROPIC_API_KEY: key,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
    }),
    files: ({ repository }) => ({
      ".claude.json": JSON.stringify({
        hasCompletedOnboarding: true,
        customApiKeyResponses: { approved: [key.slice(-20)], rejected: [] },
        projects: { [repository]: { hasTrustDialogAccepted: true } },
      }),
    }),
  },
  {
    name: "codex",
    shown: "Codex",
    question: /Would you like to/,
    env: () => ({ CODEX_API_KEY: key }),
    files: ({ model, repository }) => ({
      ".codex/config.toml": [
        'model = "scripted"',
        'model_provider = "scripted"',
        'approval_policy = "on-request"',
        'sandbox_mode = "read-only"',
        "[model_providers.scripted]",
        'name = "scripted"',
        `base_url = "${model}/v1"`,
        'env_key = "CODEX_API_KEY"',
        'wire_api = "responses"',
        `[projects."${repository}"]`,
        'trust_level = "trusted"',
        "",
      ].join("\n"),
    }),
  },
  {
    name: "gemini",
    shown: "Gemini CLI",
    question: /Apply this change\?|Allow execution/,
    env: ({ model }) => ({ GOOGLE_GEMINI_BASE_URL: model, GEMINI_API_KEY: key }),
    files: () => ({
      ".gemini/settings.json": JSON.stringify({
        security: { auth: { selectedType: "gemini-api-key" } },
        general: { enableAutoUpdate: false },
        privacy: { usageStatisticsEnabled: false },
        telemetry: { enabled: false },
      }),
    }),
  },
  {
    name: "opencode",
    shown: "opencode",
    question: /Permission required/,
    env: () => ({
      OPENCODE_PERMISSION: '{"edit":"ask","bash":"ask"}',
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_MODELS_FETCH: "1",
    }),
    files: ({ model }) => ({
      ".config/opencode/opencode.json": JSON.stringify({
        model: "scripted/scripted",
        small_model: "scripted/scripted",
        provider: {
          scripted: {
            npm: "@ai-sdk/openai-compatible",
            name: "scripted",
            options: { baseURL: `${model}/v1`, apiKey: key },
            models: { scripted: { name: "scripted" } },
          },
        },
      }),
    }),
  },
  {
    name: "copilot",
    shown: "Copilot CLI",
    question: /Do you want to/,
    env: ({ model }) => ({
      COPILOT_PROVIDER_BASE_URL: `${model}/v1`,
      COPILOT_MODEL: "scripted",
      COPILOT_PROVIDER_API_KEY: key,
      COPILOT_OFFLINE: "true",
    }),
    files: ({ trees, repository }) => ({
      ".copilot/config.json": JSON.stringify({ trustedFolders: [trees, repository] }),
    }),
  },
];

/** Writes an agent's settings into the test's home folder. */
export async function settle(agent: RealAgent, place: AgentPlace): Promise<void> {
  for (const [path, text] of Object.entries(agent.files(place))) {
    const file = join(place.home, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}
