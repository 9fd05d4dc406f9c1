type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that every program needs: paths, language and network. */
const passed = new Set([
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LANGUAGE",
  "TZ",
  "TMPDIR",
  "TEMP",
  "TMP",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "GIT_SSL_CAINFO",
  "GIT_SSL_CAPATH",
  "CURL_CA_BUNDLE",
  "REQUESTS_CA_BUNDLE",
  "NODE_EXTRA_CA_CERTS",
  "SPECWRIGHT_MODEL",
  "SPECWRIGHT_SCRIPT_SPEED",
]);
const passedPrefixes = ["LC_", "ANTHROPIC_"];

/**
 * The environment of the built-in agent: a list of allowed variables, so that none of the app (ELECTRON_*,
 * NODE_OPTIONS), of a surrounding git command (GIT_DIR and the like) or of npm (npm_*) influences the agent.
 * @param source the app's own environment
 * @param run the run's id, which the agent and all its child processes have as SPECWRIGHT_RUN
 */
export function agentEnvironment(source: Environment, run: string): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && isPassed(name)) environment[name] = value;
  }
  return { ...environment, ...terminal, SPECWRIGHT_RUN: run };
}

/**
 * The environment of an agent that is a command line: the person's own, as in a terminal, so that the agent finds
 * the person's login. Variables of the app and of a surrounding git command, npm, terminal or agent are left out,
 * because they would influence the agent.
 */
export function personEnvironment(source: Environment, run: string): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && isPersons(name)) environment[name] = value;
  }
  // The editor's password program would ask the editor, which does not run here.
  if (/\/extensions\/git\/dist\//.test(environment["GIT_ASKPASS"] ?? ""))
    delete environment["GIT_ASKPASS"];
  return { ...environment, ...terminal, SPECWRIGHT_RUN: run };
}

const isPersons = (name: string): boolean =>
  !surroundings.some((pattern) => pattern.test(name)) ||
  settings.some((pattern) => pattern.test(name));

/** Variables that are left out, because they describe the app's surroundings and not the run's terminal. */
const surroundings: readonly RegExp[] = [
  // The app, and how it was packaged or started.
  /^(ELECTRON_|CHROME_|SPECWRIGHT_|NODE_OPTIONS$|NODE_CHANNEL_|APPIMAGE$|APPDIR$|ARGV0$|OWD$|SNAP)/,
  /^(npm_|INIT_CWD$|_$|PWD$|OLDPWD$|SHLVL$)/i,
  /^GIT_/,
  // Another terminal: its features, its size, its colours.
  /^(TERM_PROGRAM|TERM_SESSION_ID$|TERMINFO$|TERMCAP$|TMUX|STY$|WINDOW$|WINDOWID$|LINES$|COLUMNS$)/,
  /^(VSCODE_|CURSOR_|ZED_|ITERM_|LC_TERMINAL|KITTY_|WEZTERM_|GHOSTTY_|ALACRITTY_|KONSOLE_|VTE_|WT_|TERMINAL_EMULATOR$)/,
  /^(NO_COLOR|FORCE_COLOR|CLICOLOR|CLICOLOR_FORCE|COLORFGBG|COLORTERM|TERM)$/,
  // An agent in whose terminal the app was started.
  /^(CLAUDECODE$|CLAUDE_CODE_(ENTRYPOINT|SSE_PORT|SESSION_ID)$|CODEX_|GEMINI_CLI$|OPENCODE$|OPENCODE_(PID|CLIENT)$)/,
  /^(COPILOT_CLI$|COPILOT_AGENT|AI_AGENT$|AGENT$)/,
];

/** Variables that a person sets for all programs, although their names match the patterns above. */
const settings: readonly RegExp[] = [
  /^GIT_(SSL_|SSH|PROXY_|HTTP_|LFS_|ASKPASS$|TERMINAL_PROMPT$|CONFIG_(GLOBAL|SYSTEM|NOSYSTEM)$)/,
  /^GIT_(AUTHOR|COMMITTER)_(NAME|EMAIL)$/,
  /^CODEX_(HOME|API_KEY|ACCESS_TOKEN|CA_CERTIFICATE)$/,
];

const terminal = { TERM: "xterm-256color", COLORTERM: "truecolor" } as const;

function isPassed(name: string): boolean {
  return (
    passed.has(name) ||
    // Proxy variables are written in upper or lower case.
    passed.has(name.toUpperCase()) ||
    passedPrefixes.some((prefix) => name.startsWith(prefix))
  );
}

/**
 * The environment of a command that the built-in agent runs for the model: the agent's own, without credentials. A
 * model that was manipulated by a text must not be able to print a key.
 */
export function commandEnvironment(source: Environment): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && !opensDoors(name)) environment[name] = value;
  }
  return environment;
}

/** Whether a variable's name marks a credential (a key, a password) or a way to run code. */
export const opensDoors = (name: string): boolean =>
  /^(ANTHROPIC_|ELECTRON_|NODE_OPTIONS$|NODE_TEST_CONTEXT$)/.test(name) ||
  /(KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)$/i.test(name) ||
  // A proxy's address may contain a password.
  /^https?_proxy$/i.test(name);
