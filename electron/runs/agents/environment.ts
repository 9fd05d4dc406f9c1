type Environment = Readonly<Record<string, string | undefined>>;

/** What every program needs to find itself at home: its paths, its language, the way to the network. */
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
  "NODE_EXTRA_CA_CERTS",
  "SPECWRIGHT_MODEL",
  "SPECWRIGHT_SCRIPT_SPEED",
]);
const passedPrefixes = ["LC_", "ANTHROPIC_"];

/**
 * The environment of the built-in agent: a list of what it may have, so that nothing of the app (ELECTRON_*,
 * NODE_OPTIONS), of a surrounding git command (GIT_*) or of npm (npm_*) steers it.
 * @param source the app's own environment
 * @param run the run's id, which the agent and all it starts carry as SPECWRIGHT_RUN
 */
export function agentEnvironment(source: Environment, run: string): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && isPassed(name)) environment[name] = value;
  }
  return { ...environment, ...terminal, SPECWRIGHT_RUN: run };
}

/**
 * The environment of an agent that is a command line: the person's own, as in a terminal of theirs, so
 * that a program which they signed in to finds itself at home. What belongs to the app, to a surrounding
 * git command or to npm is left out, for it would steer the agent.
 */
export function personEnvironment(source: Environment, run: string): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && !isOurs(name)) environment[name] = value;
  }
  return { ...environment, ...terminal, SPECWRIGHT_RUN: run };
}

const isOurs = (name: string): boolean =>
  /^(ELECTRON_|CHROME_|GIT_|npm_|SPECWRIGHT_|NODE_OPTIONS$|NODE_CHANNEL_|INIT_CWD$)/i.test(name);

const terminal = { TERM: "xterm-256color", COLORTERM: "truecolor" } as const;

function isPassed(name: string): boolean {
  return (
    passed.has(name) ||
    // Proxies are spelt in either case.
    passed.has(name.toUpperCase()) ||
    passedPrefixes.some((prefix) => name.startsWith(prefix))
  );
}

/**
 * The environment of a command that the built-in agent runs for the model: the agent's own, without
 * anything that opens a door. A model that was steered by what it read must not be able to print a key.
 */
export function commandEnvironment(source: Environment): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && !opensDoors(name)) environment[name] = value;
  }
  return environment;
}

/** Whether a variable's name says that it opens a door: a key, a password, a way to run code. */
export const opensDoors = (name: string): boolean =>
  /^(ANTHROPIC_|ELECTRON_|NODE_OPTIONS$|NODE_TEST_CONTEXT$)/.test(name) ||
  /(KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIALS?)$/i.test(name) ||
  // A proxy's address may carry a password.
  /^https?_proxy$/i.test(name);
