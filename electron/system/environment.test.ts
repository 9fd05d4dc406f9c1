import { expect, test } from "vitest";
import { agentEnvironment, commandEnvironment, personEnvironment } from "./environment";

test("an agent gets the variables that it needs and none that influence it", () => {
  const source = {
    PATH: "/bin",
    HOME: "/home/x",
    LC_ALL: "C.UTF-8",
    https_proxy: "http://proxy",
    ANTHROPIC_API_KEY: "key",
    ELECTRON_RUN_AS_NODE: "1",
    GIT_DIR: "/x",
    GIT_CONFIG_COUNT: "1",
    NODE_OPTIONS: "--require x",
    npm_config_registry: "x",
    AWS_SECRET_ACCESS_KEY: "x",
    GIT_SSL_CAINFO: "/etc/ours.pem",
    SPECWRIGHT_RUN: "another",
    UNSET: undefined,
  };
  expect(agentEnvironment(source, "r1")).toEqual({
    PATH: "/bin",
    HOME: "/home/x",
    LC_ALL: "C.UTF-8",
    https_proxy: "http://proxy",
    ANTHROPIC_API_KEY: "key",
    GIT_SSL_CAINFO: "/etc/ours.pem",
    TERM: "xterm-256color",
    COLORTERM: "truecolor",
    SPECWRIGHT_RUN: "r1",
  });
});

test("a command of the built-in agent gets no keys", () => {
  const source = {
    PATH: "/bin",
    SPECWRIGHT_RUN: "r1",
    ANTHROPIC_API_KEY: "key",
    ANTHROPIC_BASE_URL: "http://user:word@host",
    GITHUB_TOKEN: "x",
    DB_PASSWORD: "x",
    ELECTRON_RUN_AS_NODE: "1",
    HTTPS_PROXY: "http://user:word@host",
  };
  expect(commandEnvironment(source)).toEqual({ PATH: "/bin", SPECWRIGHT_RUN: "r1" });
});

test("a command gets the person's variables, and none of the app's surroundings", () => {
  const persons = {
    PATH: "/bin",
    EDITOR: "vi",
    GITHUB_TOKEN: "x",
    GIT_SSL_CAINFO: "/etc/ours.pem",
    GIT_SSH_COMMAND: "ssh -i key",
    GIT_ASKPASS: "/usr/bin/ksshaskpass",
    CODEX_HOME: "/home/x/codex",
    CLAUDE_CODE_USE_BEDROCK: "1",
    OPENCODE_CONFIG: "/x",
    LC_ALL: "C.UTF-8",
  };
  const surroundings = Object.fromEntries(
    [
      ...[
        "TERM_PROGRAM",
        "TERM_PROGRAM_VERSION",
        "TMUX",
        "TMUX_PANE",
        "STY",
        "COLUMNS",
        "WT_SESSION",
      ],
      ...["VSCODE_IPC_HOOK_CLI", "VSCODE_GIT_ASKPASS_MAIN", "KITTY_WINDOW_ID", "LC_TERMINAL"],
      ...["CLAUDECODE", "CLAUDE_CODE_ENTRYPOINT", "CODEX_SANDBOX", "CODEX_THREAD_ID", "GEMINI_CLI"],
      ...[
        "NO_COLOR",
        "FORCE_COLOR",
        "ELECTRON_RUN_AS_NODE",
        "NODE_OPTIONS",
        "npm_config_user_agent",
      ],
      ...[
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "GIT_CONFIG_COUNT",
        "GIT_AUTHOR_DATE",
        "SPECWRIGHT_RUN",
        "PWD",
      ],
    ].map((name) => [name, "x"]),
  );
  expect(personEnvironment({ ...persons, ...surroundings }, "r1")).toEqual({
    ...persons,
    TERM: "xterm-256color",
    COLORTERM: "truecolor",
    SPECWRIGHT_RUN: "r1",
  });
  const askpass = "/usr/share/code/resources/app/extensions/git/dist/askpass.sh";
  expect(personEnvironment({ GIT_ASKPASS: askpass }, "r1")).not.toHaveProperty("GIT_ASKPASS");
});
