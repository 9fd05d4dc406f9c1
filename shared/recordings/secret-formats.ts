import { secretAssignments } from "./secret-assignments";
import type { Format } from "./secret-format";
import { secretHashes } from "./secret-hashes";
import { compilePattern, type SecretPattern } from "./secret-pattern";
import { secretPrefixes } from "./secret-prefixes";

const gitleaks = "https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml";
const github =
  "https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/";
const gitlab = "https://docs.gitlab.com/security/tokens/#token-prefixes";
const slack = "https://api.slack.com/authentication/token-types";
const stripe = "https://docs.stripe.com/keys";
const pem = "https://www.rfc-editor.org/rfc/rfc7468";
const aws = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html";

/** The characters between a name and its value in headers, settings, JSON and shell. */
const assigned = `["' :=]{1,6}`;
/**
 * The lines of a key. Viewers may add text before each line: line numbers, frames, the signs of a diff or a
 * quotation. The key may also be one line with \\n in it. Prose has no words of this length.
 */
const keyBody = "[^A-Za-z]{0,60}([A-Za-z][A-Za-z0-9+/=\\\\]{31}[A-Za-z0-9+/=\\\\ |>→│┃║]+)";
const keyLabels = ["", "RSA ", "EC ", "DSA ", "OPENSSH ", "ENCRYPTED "];

/** Base64 of "-----BEGIN PRIVATE" and its variants, as far as it is equal for all keys of a kind. */
const encodedKeys = [
  "LS0tLS1CRUdJTiBQUklWQVRF",
  "LS0tLS1CRUdJTiBSU0EgUFJJVkFU",
  "LS0tLS1CRUdJTiBFQyBQUklWQVRF",
  "LS0tLS1CRUdJTiBEU0EgUFJJVkFU",
  "LS0tLS1CRUdJTiBPUEVOU1NIIFBSSVZB",
  "LS0tLS1CRUdJTiBFTkNSWVBURUQgUFJJVkFU",
];

/** All known key formats, with the source of each. The part of the pattern in parentheses is hidden. */
export const secretFormats: readonly Format[] = [
  ...["AKIA", "ASIA"].map((prefix) => ({
    kind: "aws-access-key",
    pattern: `${prefix}([A-Z0-9]{16,})`,
    source: aws,
  })),
  ...["aws_secret_access_key", "aws_session_token", "SecretAccessKey"].map((name) => ({
    kind: "aws-secret-key",
    pattern: `${name}${assigned}([A-Za-z0-9/+]{16,})`,
    source: aws,
    ignoreCase: true,
  })),
  ...["p", "o", "u", "s", "r"].map((letter) => ({
    kind: "github-token",
    pattern: `gh${letter}_([A-Za-z0-9]{36,})`,
    source: github,
  })),
  { kind: "github-token", pattern: "github_pat_([A-Za-z0-9_]{36,})", source: github },
  ...[
    ...["glpat", "gloas", "gldt", "glrt", "glcbt", "glptt", "glft", "glimt", "glagent", "glsoat"],
    ...["glffct", "glwt"],
  ].map((prefix) => ({
    kind: "gitlab-token",
    pattern: `${prefix}-([A-Za-z0-9_.-]{20,})`,
    source: gitlab,
  })),
  { kind: "gitlab-token", pattern: "GR1348941([A-Za-z0-9_-]{20,})", source: gitlab },
  ...["xoxb", "xoxp", "xoxa", "xoxr", "xoxs", "xoxe", "xoxc", "xoxd", "xwfp", "xapp"].map(
    (prefix) => ({
      kind: "slack-token",
      pattern: `${prefix}[.-]([A-Za-z0-9.%-]{20,})`,
      source: slack,
    }),
  ),
  {
    kind: "slack-webhook",
    pattern: "hooks\\.slack\\.com/services/([A-Za-z0-9/+]{30,})",
    source: "https://api.slack.com/messaging/webhooks",
  },
  { kind: "anthropic-key", pattern: "sk-ant-([A-Za-z0-9_-]{20,})", source: gitleaks },
  ...["proj", "svcacct", "admin", "None", "or-v1"].map((prefix) => ({
    kind: prefix === "or-v1" ? "openrouter-key" : "openai-key",
    pattern: `sk-${prefix}-([A-Za-z0-9_-]{20,})`,
    source: gitleaks,
  })),
  { kind: "openai-key", pattern: "sk-([A-Za-z0-9]{32,})", source: gitleaks, word: true },
  { kind: "google-key", pattern: "AIza([A-Za-z0-9_-]{35,})", source: gitleaks },
  {
    kind: "google-token",
    pattern: "ya29\\.([A-Za-z0-9_.-]{20,})",
    source: "https://cloud.google.com/docs/authentication/token-types",
  },
  { kind: "google-secret", pattern: "GOCSPX-([A-Za-z0-9_-]{24,})", source: gitleaks },
  ...["sk_live", "sk_test", "rk_live", "rk_test", "sk_org_live", "sk_org_test"].map((prefix) => ({
    kind: "stripe-key",
    pattern: `${prefix}_([A-Za-z0-9]{16,})`,
    source: stripe,
  })),
  {
    kind: "stripe-webhook",
    pattern: "whsec_([A-Za-z0-9+/=]{24,})",
    source: "https://docs.stripe.com/webhooks#verify-official-libraries",
  },
  {
    kind: "npm-token",
    pattern: "npm_([A-Za-z0-9]{36,})",
    source: "https://github.blog/changelog/2021-09-23-npm-has-a-new-access-token-format/",
  },
  {
    kind: "npm-token",
    pattern: "_authToken=([A-Za-z0-9_/+=-]{16,})",
    source: "https://docs.npmjs.com/cli/configuring-npm/npmrc#auth-related-configuration",
  },
  { kind: "pypi-token", pattern: "pypi-AgE([A-Za-z0-9_-]{50,})", source: gitleaks },
  { kind: "hugging-face-token", pattern: "hf_([A-Za-z0-9]{34,})", source: gitleaks, word: true },
  {
    kind: "sendgrid-key",
    pattern: "SG\\.([A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{32,})",
    source: gitleaks,
  },
  ...["dop", "doo", "dor"].map((prefix) => ({
    kind: "digitalocean-token",
    pattern: `${prefix}_v1_([a-f0-9]{64,})`,
    source: gitleaks,
  })),
  {
    // The header contains only the method of signing.
    kind: "jwt",
    pattern: "eyJ[A-Za-z0-9_-]{8,1000}\\.(eyJ[A-Za-z0-9_.-]{20,})",
    source: "https://www.rfc-editor.org/rfc/rfc7519",
  },
  {
    // An encrypted token, with at least three parts.
    kind: "jwt",
    pattern: "eyJ[A-Za-z0-9_-]{17,400}\\.([A-Za-z0-9_-]{20,1000}\\.[A-Za-z0-9_-]{10,})",
    source: "https://www.rfc-editor.org/rfc/rfc7516#section-3.1",
  },
  ...encodedKeys.map((beginning) => ({
    kind: "private-key",
    pattern: `${beginning}([A-Za-z0-9+/=]{20,})`,
    source: "https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/",
  })),
  ...keyLabels.map((label) => ({
    kind: "private-key",
    pattern: `BEGIN ${label}PRIVATE KEY-----${keyBody}`,
    source: pem,
    breaks: "always" as const,
  })),
  {
    kind: "private-key",
    pattern: `BEGIN PGP PRIVATE KEY BLOCK-----${keyBody}`,
    source: "https://www.rfc-editor.org/rfc/rfc9580#name-forming-ascii-armor",
    breaks: "always",
  },
  {
    kind: "private-key",
    pattern: `DEK-Info: [A-Z0-9-]{3,20},${keyBody}`,
    source: "https://www.rfc-editor.org/rfc/rfc1421#section-4.6.1.3",
    breaks: "always",
  },
  ...["bearer", "basic", "token", "bot"].map((scheme) => ({
    kind: "authorization",
    pattern: `authorization${assigned}${scheme} {1,4}([A-Za-z0-9._~+/=-]{6,})`,
    source: "https://www.rfc-editor.org/rfc/rfc9110#section-11.6.2",
    ignoreCase: true,
    breaks: "full-lines" as const,
  })),
  {
    kind: "authorization",
    pattern: "bearer {1,4}([A-Za-z0-9._~+/=-]{24,})",
    source: "https://www.rfc-editor.org/rfc/rfc6750",
    ignoreCase: true,
    word: true,
    breaks: "full-lines",
  },
  {
    // The header's value alone. A user's name and a password in ASCII nearly never give a slash or a plus.
    kind: "authorization",
    pattern: "Basic {1,4}([A-Za-z0-9=]{16,})",
    source: "https://www.rfc-editor.org/rfc/rfc7617#section-2",
    word: true,
    digit: true,
    breaks: "full-lines",
  },
  {
    // A port has at most five digits, so a pause after a port hides nothing.
    kind: "url-password",
    pattern: "://[^ /?#:@\"'<>]{0,100}:([^ /?#@\"'<>]{1,200})@",
    source: "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
    reveal: 5,
    breaks: "full-lines",
  },
  {
    // A password that contains an unescaped @. The pattern above matches only its first part.
    kind: "url-password",
    pattern: "://[^ /?#:@\"'<>]{0,100}:([^ /?#@\"'<>]{1,200}@[^ /?#@\"'<>]{1,200})@",
    source: "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
    reveal: 5,
    breaks: "full-lines",
  },
  {
    // A password that contains an unescaped slash. Digits alone are a port, behind which a path begins.
    kind: "url-password",
    pattern:
      "://[^ /?#:@\"'<>\\[]{0,100}:([0-9]{0,40}[^ 0-9/?#@\"'<>][^ /?#@\"'<>]{0,200}/[^ ?#@\"'<>]{1,200})@",
    source: "https://www.rfc-editor.org/rfc/rfc3986#section-3.2.1",
    reveal: 5,
    breaks: "full-lines",
  },
  {
    // A token in place of the user's name.
    kind: "url-password",
    pattern: "://([A-Za-z0-9_-]{32,200})@",
    source: "https://docs.github.com/authentication",
    digit: true,
    breaks: "full-lines",
  },
  ...secretHashes,
  ...secretPrefixes,
  ...secretAssignments,
];

/** A kind of secret, with its compiled pattern. */
export interface KnownSecret {
  readonly kind: string;
  readonly pattern: SecretPattern;
}

let compiled: readonly KnownSecret[] | undefined;

/** The formats in compiled form. */
export function knownFormats(): readonly KnownSecret[] {
  compiled ??= secretFormats.map(({ kind, pattern, source: _source, ...options }) => ({
    kind,
    pattern: compilePattern(pattern, options),
  }));
  return compiled;
}
