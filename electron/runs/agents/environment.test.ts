import { expect, test } from "vitest";
import { agentEnvironment, commandEnvironment } from "./environment";

test("an agent gets what it needs and nothing that steers it", () => {
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
    SPECWRIGHT_RUN: "another",
    UNSET: undefined,
  };
  expect(agentEnvironment(source, "r1")).toEqual({
    PATH: "/bin",
    HOME: "/home/x",
    LC_ALL: "C.UTF-8",
    https_proxy: "http://proxy",
    ANTHROPIC_API_KEY: "key",
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
