import type { Format } from "./secret-format";

// Keys that are recognised by their prefix, for services that are not in secret-formats.ts.

const gitleaks = "https://github.com/gitleaks/gitleaks/blob/master/config/gitleaks.toml";
const hex = [..."0123456789abcdef"];

const prefixed = (kind: string, prefixes: readonly string[], value: string, source = gitleaks) =>
  prefixes.map((prefix): Format => ({ kind, pattern: `${prefix}(${value})`, source, word: true }));

/** All known prefixes, with the source of each. The part of the pattern in parentheses is hidden. */
export const secretPrefixes: readonly Format[] = [
  // The SID of an API key is hidden as well, because it has the same prefix.
  ...hex.map(
    (first): Format => ({
      kind: "twilio-key",
      pattern: `SK${first}([a-f0-9]{31})`,
      source: "https://www.twilio.com/docs/iam/api-keys",
      word: true,
    }),
  ),
  ...prefixed(
    "docker-token",
    ["dckr_pat_", "dckr_oat_"],
    "[A-Za-z0-9_-]{20,}",
    "https://docs.docker.com/security/for-developers/access-tokens/",
  ),
  ...prefixed("hugging-face-token", ["api_org_"], "[A-Za-z]{34,}"),
  ...prefixed("databricks-token", ["dapi"], "[a-f0-9]{32,}"),
  ...["discord", "discordapp"].map(
    (host): Format => ({
      kind: "discord-webhook",
      pattern: `${host}\\.com/api/webhooks/[0-9]{17,20}/([A-Za-z0-9_-]{40,})`,
      source: "https://discord.com/developers/docs/resources/webhook",
    }),
  ),
  {
    kind: "telegram-token",
    pattern: "bot[0-9]{8,10}:([A-Za-z0-9_-]{30,})",
    source: "https://core.telegram.org/bots/api#authorizing-your-bot",
  },
  ...["E", "F", "G", "H"].map(
    (letter): Format => ({
      kind: "telegram-token",
      pattern: `:AA${letter}([A-Za-z0-9_-]{31,})`,
      source: "https://core.telegram.org/bots/api#authorizing-your-bot",
    }),
  ),
  ...prefixed("shopify-token", ["shpat_", "shpss_", "shpca_", "shppa_"], "[A-Fa-f0-9]{32,}"),
  ...prefixed("grafana-token", ["glsa_", "glc_"], "[A-Za-z0-9+/_=]{32,}"),
  ...prefixed("vault-token", ["hvs\\.", "hvb\\."], "[A-Za-z0-9_-]{24,}"),
  ...prefixed("linear-key", ["lin_api_"], "[A-Za-z0-9]{32,}"),
  ...prefixed("notion-token", ["ntn_"], "[A-Za-z0-9]{40,}"),
  ...prefixed("postman-key", ["PMAK-"], "[A-Za-z0-9-]{40,}"),
  ...prefixed("doppler-token", ["dp\\.pt\\.", "dp\\.st\\."], "[A-Za-z0-9._-]{32,}"),
  ...prefixed("square-token", ["sq0csp-", "sq0atp-"], "[A-Za-z0-9_-]{22,}"),
  ...prefixed(
    "planetscale-token",
    ["pscale_tkn_", "pscale_pw_", "pscale_oauth_"],
    "[A-Za-z0-9_.=-]{32,}",
  ),
  ...prefixed("supabase-token", ["sbp_", "sb_secret_"], "[A-Za-z0-9_-]{20,}"),
  ...prefixed("sentry-token", ["sntrys_", "sntryu_"], "[A-Za-z0-9+/=_-]{32,}"),
  ...prefixed("new-relic-key", ["NRAK-"], "[A-Z0-9]{27,}"),
  ...prefixed("atlassian-token", ["ATATT3", "ATCTT3", "ATBB"], "[A-Za-z0-9_=-]{24,}"),
  ...prefixed("figma-token", ["figd_"], "[A-Za-z0-9_-]{32,}"),
  ...prefixed("groq-key", ["gsk_"], "[A-Za-z0-9]{40,}"),
  ...prefixed("xai-key", ["xai-"], "[A-Za-z0-9]{40,}"),
  ...prefixed("perplexity-key", ["pplx-"], "[A-Za-z0-9]{40,}"),
  ...prefixed("replicate-token", ["r8_"], "[A-Za-z0-9]{37,}"),
  ...prefixed("age-key", ["AGE-SECRET-KEY-1"], "[A-Z0-9]{50,}"),
  ...prefixed("heroku-key", ["HRKU-"], "[A-Za-z0-9_-]{36,}"),
  ...prefixed("rubygems-key", ["rubygems_"], "[a-f0-9]{48,}"),
  ...prefixed("pulumi-token", ["pul-"], "[a-f0-9]{40,}"),
  ...prefixed("tailscale-key", ["tskey-"], "[A-Za-z0-9-]{20,}"),
  ...prefixed("circleci-token", ["CCIPAT_", "CCIPRJ_"], "[A-Za-z0-9_]{40,}"),
  ...prefixed("fastly-key", ["fo1_"], "[A-Za-z0-9_-]{40,}"),
  ...prefixed("mailgun-key", ["key-"], "[a-f0-9]{32,}"),
  ...prefixed("brevo-key", ["xkeysib-", "xsmtpsib-"], "[a-f0-9]{64,}"),
  ...prefixed("netlify-token", ["nfp_", "nfc_"], "[A-Za-z0-9]{36,}"),
  ...prefixed("fly-token", ["fm1_", "fm2_"], "[A-Za-z0-9+/_=-]{40,}"),
  ...prefixed("neon-key", ["napi_"], "[a-z0-9]{48,}"),
  ...prefixed("langsmith-key", ["lsv2_pt_", "lsv2_sk_"], "[a-f0-9]{32}[a-f0-9_]+"),
  ...prefixed("tavily-key", ["tvly-dev-", "tvly-prod-"], "[A-Za-z0-9-]{24,}"),
  ...prefixed("firecrawl-key", ["fc-"], "[a-f0-9]{32,}"),
  ...prefixed("nvidia-key", ["nvapi-"], "[A-Za-z0-9_-]{40,}"),
  ...prefixed("together-key", ["tgp_v1_"], "[A-Za-z0-9_-]{36,}"),
  ...prefixed("cerebras-key", ["csk-"], "[a-z0-9]{40,}"),
  ...prefixed("elevenlabs-key", ["sk_"], "[a-f0-9]{48,}"),
  ...prefixed("clojars-token", ["CLOJARS_"], "[a-f0-9]{60,}"),
  ...prefixed("dropbox-token", ["sl\\.u\\.", "sl\\.B"], "[A-Za-z0-9_=-]{100,}"),
  ...prefixed("mapbox-token", ["sk\\.eyJ"], "[A-Za-z0-9_.-]{40,}"),
  ...prefixed("google-key", ["AQ\\.Ab"], "[A-Za-z0-9_-]{40,}"),
  ...prefixed("google-token", ["1//0"], "[A-Za-z0-9_-]{40,}"),
  {
    kind: "terraform-token",
    pattern: "\\.atlasv1\\.([A-Za-z0-9_=-]{60,})",
    source: gitleaks,
  },
];
