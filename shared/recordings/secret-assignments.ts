import type { Format } from "./secret-format";

// Secrets without a form of their own. They are recognised by the name to which they are assigned, in
// settings, headers, JSON, shells, addresses and connection strings. The names come from gitleaks
// (generic-api-key) and from each entry's source.

const gitleaks = "https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml";

/** The characters between a name and its value. */
const assigned = `["' :=]{1,6}`;
/**
 * A value of at least `least` characters. Keys are longer than words, and a call or a variable contains other
 * characters.
 */
const value = (least: number) => `([A-Za-z0-9~_+/.-][A-Za-z0-9~_+/=.-]{${least - 1},400})`;
const aboutValue = { ignoreCase: true, digit: true, breaks: "full-lines" } as const;

const named = (kind: string, names: readonly string[], source: string, least = 16): Format[] =>
  names.map((name) => ({
    kind,
    pattern: `${name}${assigned}${value(least)}`,
    source,
    ...aboutValue,
  }));

/** A password that a person chose: any characters except those that end it, or begin a variable or a call. */
const password = (least: number) => `([^ ;&"'<>=:$%(),{\\[][^ ;&"'<>(),{}]{${least - 1},128})`;

/** The characters of an assignment, between a name and its value. A name followed by a space is prose. */
const given = `["']? {0,2}[=:][=:> ]{0,4}["']?`;
/** The same for a quoted value. */
const quoted = `["']? {0,2}[=:][=:> ]{0,4}["']`;
/** Like `value`, for names that code also uses; a path or an object's member does not match. */
const opaque = "([A-Za-z0-9_+~-]{12}[A-Za-z0-9~_+/=.-]{4,400})";
/** The same for keys. Names of caches, which are words with hyphens, do not match. */
const opaqueKey = "([A-Za-z0-9_+~]{12}[A-Za-z0-9~_+/=.-]{4,400})";
const environment = "https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html";

/** A format for names with any beginning. */
const ending = (kind: string, pattern: string, about: Partial<Format> = aboutValue): Format => ({
  kind,
  pattern,
  source: gitleaks,
  ...about,
});

/** Names that end with a word for a secret, with any beginning: `ACME_TOKEN=`, `"sessionToken": "`. */
const secretEndings: readonly Format[] = [
  ...["token", "secret"].map((name) => ending("named-secret", `${name}${given}${opaque}`)),
  ...["--token ", "--secret ", "_TOKEN ", "_SECRET "].map((name) =>
    ending("named-secret", `${name}${opaque}`, { digit: true, breaks: "full-lines" }),
  ),
  ...["_KEY", "_PAT"].map((name) =>
    ending("named-secret", `${name}${given}${opaqueKey}`, { digit: true, breaks: "full-lines" }),
  ),
  ...["auth-key", "secret_key_base", "npmAuthIdent", ":_auth", ":_password"].map((name) =>
    ending(
      name === ":_password" ? "password" : "named-secret",
      `${name}${given}([A-Za-z0-9+/_-][A-Za-z0-9+/=_-]{11,400})`,
      {
        ignoreCase: true,
        breaks: "full-lines",
      },
    ),
  ),
  ...["\\?key=", "&key="].map((name) => ending("named-secret", `${name}${opaque}`)),
  // An environment variable's name is enough: its value need not look like a key.
  ...["TOKEN", "SECRET", "PASSWORD", "PASSWD", "_PASS", "_PWD"].map((name) => ({
    kind: /PASS|PWD/.test(name) ? "password" : "named-secret",
    pattern: `${name}=["']?([^ ;&"'<>=:$%(),{\\[*/.][^ ;"'<>(),{}\\[*]{7,400})`,
    source: environment,
    breaks: "full-lines" as const,
  })),
  ...["password", "passwd", "passwort", "_pass"].map((name) =>
    ending("password", `${name}${quoted}([^ "'<>$%{][^ "'<>{}]{7,128})`),
  ),
  ...[
    "password = ",
    "passwd = ",
    "_pass: ",
    "_pass = ",
    "passwort: ",
    "password ",
    "passphrase ",
  ].map((name) => ending("password", `${name}${password(8)}`)),
  ending("password", `password["'], {0,2}["']${password(8)}`),
  ending("password", "sshpass -p ([^ \"']{4,})", { breaks: "full-lines" }),
  ...["--user ", " -u "].map((name) =>
    ending("password", `${name}[^ :"'<>/]{1,100}:([^ "'<>/]{6,})`, { breaks: "full-lines" }),
  ),
];

/** An option of a command, and its value. The option is none of a password. */
const option = " -[^ p] {0,1}[^ ]{1,80}";

/** Passwords that a database's programs take without a name that says so. */
const databaseLogins: readonly Format[] = [
  // Without the first letters of mysql and mariadb: what is left begins few other words.
  ...["ysql[a-z_]{0,10}", "iadb[a-z-]{0,12}"].flatMap((program) =>
    [0, 1, 2, 3, 4].map(
      (options): Format => ({
        kind: "password",
        pattern: `${program}${option.repeat(options)} -p["']?([^ "'<>$%({\\[][^ "'<>]{3,128})`,
        source: "https://dev.mysql.com/doc/refman/8.4/en/command-line-options.html",
        breaks: "full-lines",
      }),
    ),
  ),
  // A line of .pgpass: host, port, database, user, password. The usual ports tell it from other lists.
  ...[":5432", ":5433", ":6432", ":\\*"].map(
    (port): Format => ({
      kind: "password",
      pattern: `${port}:[^ :"'/<>]{1,64}:[^ :"'/<>]{1,64}:([^ :"'<>]{4,128})`,
      source: "https://www.postgresql.org/docs/current/libpq-pgpass.html",
      breaks: "full-lines",
    }),
  ),
];

/** All known names, with the source of each. The part of the pattern in parentheses is hidden. */
export const secretAssignments: readonly Format[] = [
  ...named(
    "api-key",
    ["api_key", "api-key", "apikey", "secret_key", "secret-key", "secretkey"],
    gitleaks,
  ),
  ...named(
    "access-token",
    ["access_token", "access-token", "accesstoken", "auth_token", "auth-token", "refresh_token"],
    "https://www.rfc-editor.org/rfc/rfc6749#section-5.1",
  ),
  ...named(
    "access-token",
    ["private-token", "private_token", "deploy_token", "bot_token"],
    gitleaks,
  ),
  ...named(
    "client-secret",
    ["client_secret", "client-secret", "clientsecret", "app_secret", "consumer_secret"],
    "https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1",
    12,
  ),
  ...named("signing-secret", ["webhook_secret", "signing_secret", "encryption_key"], gitleaks),
  ...["AccountKey", "SharedAccessKey", "account_key"].map((name) => ({
    kind: "azure-key",
    pattern: `${name}${assigned}([A-Za-z0-9+/][A-Za-z0-9+/=]{15,})`,
    source: "https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string",
    ignoreCase: true,
    breaks: "full-lines" as const,
  })),
  {
    kind: "azure-signature",
    pattern: "sig=([A-Za-z0-9%][A-Za-z0-9%+/=_-]{29,200})",
    source: "https://learn.microsoft.com/rest/api/storageservices/create-service-sas",
    word: true,
    digit: true,
    breaks: "full-lines",
  },
  ...[";password=", "; password=", ";pwd=", "; pwd="].map((name) => ({
    kind: "password",
    pattern: `${name}["']?([^ ;"'<>&$%{][^ ;"'<>&]{3,128})`,
    source:
      "https://learn.microsoft.com/dotnet/api/system.data.sqlclient.sqlconnection.connectionstring",
    ignoreCase: true,
    breaks: "full-lines" as const,
  })),
  ...["password=", "passwd=", "passphrase="].map((name) => ({
    kind: "password",
    pattern: `${name}["']?${password(6)}`,
    source: "https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING",
    ...aboutValue,
  })),
  ...['password": "', 'password":"', "password: ", "passwd: "].map((name) => ({
    kind: "password",
    pattern: `${name}["']?${password(8)}`.replace(`"["']?`, '"'),
    source: gitleaks,
    ...aboutValue,
  })),
  {
    kind: "password",
    // The words may be on separate lines.
    pattern: 'login [^ "]{1,100} {1,20}password ([^ "]{4,})',
    source: "https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html",
    breaks: "until-certain",
  },
  {
    kind: "password",
    pattern: "curl -u [^ :]{1,100}:([^ \"']{4,})",
    source: "https://curl.se/docs/manpage.html#-u",
    breaks: "full-lines",
  },
  {
    kind: "docker-login",
    pattern: '"auth": {0,4}"([A-Za-z0-9+/=]{16,})',
    source: "https://docs.docker.com/reference/cli/docker/login/#credential-stores",
    breaks: "full-lines",
  },
  {
    kind: "google-key",
    pattern: `private_key_id${assigned}([a-f0-9]{40})`,
    source: "https://developers.google.com/workspace/guides/create-credentials#service-account",
    breaks: "full-lines",
  },
  ...["cookie: ", "set-cookie: "].map((name) => ({
    kind: "cookie",
    pattern: `${name}[A-Za-z0-9_.%-]{1,64}=([^ "'<>;]{8,})`,
    source: "https://www.rfc-editor.org/rfc/rfc6265#section-4.2.1",
    ignoreCase: true,
    word: true,
    breaks: "full-lines" as const,
  })),
  // The second and the third cookie of a request.
  ...["second-cookie", "third-cookie"].map((kind, at) => ({
    kind,
    pattern: `cookie: ${"[A-Za-z0-9_.%*-]{1,64}=[^ \"'<>;]{1,300}; ".repeat(at + 1)}[A-Za-z0-9_.%*-]{1,64}=([^ "'<>;]{8,})`,
    source: "https://www.rfc-editor.org/rfc/rfc6265#section-4.2.1",
    ignoreCase: true,
    word: true,
    breaks: "full-lines" as const,
  })),
  ...["session", "sessionid", "sessid", "connect.sid", "phpsessid", "jsessionid", "csrftoken"].map(
    (name) => ({
      kind: "cookie",
      pattern: `${name.replace(".", "\\.")}=([A-Za-z0-9%][A-Za-z0-9%._~+/=:-]{15,400})`,
      source: "https://owasp.org/www-community/attacks/Session_hijacking_attack",
      word: true,
      ...aboutValue,
    }),
  ),
  {
    kind: "authorization",
    pattern: `authorization${given}([A-Za-z0-9._~+/-][A-Za-z0-9._~+/=-]{19,400})`,
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2",
    ...aboutValue,
  },
  ...databaseLogins,
  ...secretEndings,
];
