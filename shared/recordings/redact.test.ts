import headless from "@xterm/headless";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  createRedactor,
  type RedactionRules,
  redactionRules,
  redactText,
  type WriteAscii,
} from "./redact";
import { knownFormats, secretFormats } from "./secret-formats";
import type { SecretPattern } from "./secret-pattern";
import { secretValues } from "./secret-values";

const esc = "\u001b";
const value = "pa55/wörd+of mine?";
const wide = "秘密の言葉です鍵";
const rules = redactionRules([value, wide], ["ACME-[0-9]{8}", "ticket [A-Z]{2,4}-\\d{6}"]);

/** Units a step may have, so that a text can be made from a pattern. */
const choices = (has: (unit: number) => boolean) =>
  Array.from({ length: 0x5e }, (_, i) => String.fromCharCode(0x21 + i)).filter((char) =>
    has(char.charCodeAt(0)),
  );

interface Secret {
  readonly kind: string;
  readonly text: string;
  /** The part of the text that must be hidden. */
  readonly hidden: string;
}

/** A text that follows a pattern: `pick` chooses characters. */
function follow(kind: string, pattern: SecretPattern, pick: (from: number) => number): Secret {
  const { steps, digit } = pattern;
  let text = "";
  let hidden = "";
  for (const step of steps) {
    const chars = choices(step.has);
    const times =
      step.min === step.max ? step.min : Math.min(step.max, Math.max(step.min, 6) + pick(9));
    let part = Array.from({ length: times }, () => chars[pick(chars.length)] ?? " ").join("");
    // Without a digit it would be a word.
    if (digit && step.secret && chars.includes("7")) part = `7${part.slice(1)}`;
    text += part;
    if (step.secret) hidden += part;
  }
  return { kind, text, hidden };
}

const formatSecrets = fc
  .tuple(fc.constantFrom(...knownFormats()), fc.infiniteStream(fc.nat({ max: 1_000_000 })))
  .map(([{ kind, pattern }, stream]) =>
    follow(kind, pattern, (from) => (stream.next().value ?? 0) % from),
  );
const base64 = Buffer.from(`user:${value}`).toString("base64");
const valueSecrets = fc.constantFrom<Secret>(
  { kind: "environment", text: value, hidden: value },
  { kind: "environment", text: wide, hidden: wide },
  { kind: "environment", text: encodeURIComponent(value), hidden: encodeURIComponent(value) },
  { kind: "environment", text: base64, hidden: base64.slice(8, -2) },
  { kind: "pattern", text: "ACME-01234567", hidden: "ACME-01234567" },
  { kind: "pattern", text: "ticket QX-998877", hidden: "ticket QX-998877" },
);
const secrets = fc.oneof({ weight: 4, arbitrary: formatSecrets }, valueSecrets);

/** What may lie between two characters and leaves no cell. */
const between = fc.constantFrom(
  `${esc}[0m`,
  `${esc}[38;5;196m`,
  `${esc}[K`,
  `${esc}]0;a title\u0007`,
  `${esc}]8;;https://example.com${esc}\\`,
  `${esc}(B`,
  "\u0007",
);

/** The text that is printed: what stands between is taken out, line ends too. */
const printed = (text: string) =>
  text
    .replace(new RegExp(`${esc}\\][^${esc}\u0007]*(\u0007|${esc}\\\\)`, "g"), "")
    .replace(new RegExp(`${esc}(\\[[0-9;]*[A-Za-z]|\\(B)`, "g"), "")
    .replace(/[\r\n]/g, "")
    .replaceAll("\u0007", "");

const ascii: WriteAscii = (text, into) => {
  for (let at = 0; at < text.length; at++) into[at] = text.charCodeAt(at);
  return into.every((byte, at) => byte < 0x80 && byte === text.charCodeAt(at));
};

/** Pushes a text in pieces, to a redactor that reads pairs of bytes and to one that does not. */
function redact(pieces: readonly string[], pause = false, with_: RedactionRules = rules) {
  const [result, slow] = [ascii, undefined].map((write) => redactWith(write, pieces, pause, with_));
  expect(result).toEqual(slow);
  return result ?? { out: "", counts: {} };
}

function redactWith(
  write: WriteAscii | undefined,
  pieces: readonly string[],
  pause: boolean,
  with_: RedactionRules,
) {
  const redactor = createRedactor(with_, 80, write);
  let out = "";
  for (const piece of pieces) {
    out += redactor.push(piece);
    if (pause) out += redactor.flush();
  }
  return { out: out + redactor.flush(), counts: redactor.counts };
}

const cutAt = (text: string, at: number) => [text.slice(0, at), text.slice(at)];

describe("secrets", () => {
  it("are hidden wherever they are cut, and nothing else is", () => {
    fc.assert(
      fc.property(secrets, ({ kind, text, hidden }) => {
        const around = `before ${text}" after\r\n`;
        for (let at = 0; at <= around.length; at++) {
          const { out, counts } = redact(cutAt(around, at));
          expect(out).not.toContain(hidden);
          expect(counts[kind], `${text} cut at ${at}: ${JSON.stringify(counts)}`).toBe(1);
          const [start] = out.split("*", 1);
          expect(around.startsWith(start ?? "")).toBe(true);
          expect(out.endsWith('" after\r\n')).toBe(true);
        }
      }),
      { numRuns: Number(process.env["FUZZ"] ?? 25) },
    );
  });

  it("are hidden when they come one unit at a time, with pauses: only the beginning is shown", () => {
    fc.assert(
      fc.property(secrets, ({ text, hidden }) => {
        const { out } = redact([...Array.from(`x ${text} y`)], true);
        expect(out.length).toBeGreaterThan(0);
        for (let at = 0; at + 9 <= hidden.length; at++)
          expect(out).not.toContain(hidden.slice(at, at + 9));
      }),
      { numRuns: 100 },
    );
  });

  it("are hidden with sequences in them, which stay", () => {
    fc.assert(
      fc.property(
        secrets,
        fc.array(fc.tuple(fc.nat(400), between), { minLength: 1, maxLength: 12 }),
        fc.array(fc.nat(800), { maxLength: 4 }),
        ({ text, hidden }, inserts, cuts) => {
          let stream = `see ${text}`;
          for (const [at, sequence] of inserts) {
            // Never inside a sequence, nor inside a character.
            const places = plainPlaces(stream);
            const place = places[at % places.length] ?? 0;
            stream = stream.slice(0, place) + sequence + stream.slice(place);
          }
          const pieces = cutInto(stream, cuts);
          const { out } = redact(pieces);
          expect(printed(out)).not.toContain(hidden);
          expect(printed(out)).toContain("*");
          const sequences = new RegExp(`${esc}[^${esc}]*`, "g");
          expect(out.match(sequences)?.length).toBe(stream.match(sequences)?.length);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("are hidden when a program breaks them at the terminal's width", () => {
    fc.assert(
      fc.property(secrets, fc.integer({ min: 1, max: 70 }), ({ text, hidden }, used) => {
        const line = `${"é".repeat(used)} ${text}`;
        fc.pre(text === text.normalize() && line.length < 78 * 60);
        let stream = "";
        for (let at = 0; at < line.length; at += 80) stream += `${line.slice(at, at + 80)}\r\n`;
        expect(printed(redact([stream]).out)).not.toContain(hidden);
      }),
      { numRuns: 100 },
    );
  });

  it.each(["\u0007", `${esc}\\`])("are hidden in titles and links", (end) => {
    fc.assert(
      fc.property(formatSecrets, ({ text, hidden }) => {
        const stream = `${esc}]0;job ${text}${end}a${esc}]8;;http://h/${text}${end}link${esc}]8;;${end}`;
        const at = stream.length >> 1;
        const { out } = redact(cutAt(stream, at));
        expect(out).not.toContain(hidden);
        expect(out).toContain("link");
        expect(out.length).toBe(stream.length);
      }),
      { numRuns: Number(process.env["FUZZ"] ?? 20) },
    );
  });

  it("leave the screen in its shape", async () => {
    await fc.assert(
      fc.asyncProperty(secrets, fc.nat(), async ({ text }, at) => {
        const stream = `${esc}[1mlogin${esc}[0m with ${text} now\r\n日本 done`;
        const before = await cells([stream]);
        const after = await cells(cutAt(redact(cutAt(stream, at % stream.length)).out, 9));
        expect(after.length).toBe(before.length);
        const other = after.filter((cell, i) => cell !== before[i]);
        expect(new Set(other)).toEqual(new Set(["*"]));
      }),
      { numRuns: 40 },
    );
  });
});

test("secrets are seen at every place of a run of plain text", () => {
  for (const { kind, pattern } of knownFormats()) {
    const { text } = follow(kind, pattern, (from) => from - 1);
    for (let before = 0; before < 6; before++)
      for (const start of ["", "\r\n", `${esc}[1m`, `k${esc}[1;1H`, "·\r\n"])
        expect(redact([`${start}${" ".repeat(before)}${text} z`]).counts).not.toEqual({});
  }
});

describe("what is no secret", () => {
  it("comes out as it went in, however it is cut", () => {
    const words = fc.constantFrom(
      ..."the task-runner https://example.com:443/a?b=c sk- ghp_short AKIA eyJ bearer of news".split(
        " ",
      ),
      "-----BEGIN CERTIFICATE-----",
      "-----BEGIN RSA PRIVATE KEY-----",
      "user@host",
      "password: ",
      "\r\n",
      "\t",
      "漢字",
      "🔑",
    );
    const texts = fc
      .array(fc.oneof(words, between, fc.string({ unit: "binary", maxLength: 8 })))
      .map((parts) => parts.map((part, i) => (i % 7 === 6 ? `${part}\n` : `${part} `)).join(""));
    fc.assert(
      fc.property(texts, fc.array(fc.nat(500)), (text, cuts) => {
        expect(redact(cutInto(text, cuts))).toEqual({ out: text, counts: {} });
      }),
    );
  });

  it("is not kept back once it cannot be a secret any more, and little is kept otherwise", () => {
    fc.assert(
      fc.property(formatSecrets, fc.string(), ({ text }, other) => {
        const redactor = createRedactor(rules);
        redactor.push(text + other);
        redactor.flush();
        expect(redactor.holding).toBe(false);
      }),
    );
    const redactor = createRedactor(rules);
    expect(redactor.push("ghp_")).toBe("ghp_");
    expect(redactor.push("abc")).toBe("");
    expect(redactor.push(" ")).toBe("abc ");
    expect(redactor.holding).toBe(false);
    let longest = 0;
    let out = 0;
    for (let at = 0; at < 5000; at++) {
      out += redactor.push("eyJhbGci").length;
      longest = Math.max(longest, (at + 1) * 8 - out);
    }
    expect(longest).toBeLessThan(4096);
  });

  it("takes time in proportion to its length, whatever the pattern and the text", () => {
    const hostile = redactionRules(
      ["aaaaaaaaaaaaaaaaaaaaaaaaaab"],
      ["aaa[a-y]{900}z", "aaa[a]{0,900}b"],
    );
    const cost = (times: number) => {
      const started = process.cpuUsage().user;
      for (const part of ["a", "://", "sk-"]) redact([part.repeat(4000 * times)], false, hostile);
      return process.cpuUsage().user - started;
    };
    cost(4);
    // Eight times as much would take 64 times as long if each character looked at all those before it.
    expect(cost(8)).toBeLessThan(28 * cost(1));
  });
});

test("lines that end are not gone on with, so the next line stays", () => {
  const token = `ghp_${"a".repeat(36)}`;
  expect(redact([`${token}\r\nnext line`]).out).toBe(`ghp_${"*".repeat(36)}\r\nnext line`);
  const key = `-----BEGIN PRIVATE KEY-----\r\n${`${"k".repeat(64)}\r\n`.repeat(20)}-----END PRIVATE KEY-----\r\n$ ls`;
  expect(redact([key]).out).toBe(key.replace(/k/g, "*"));
});

describe("where the cursor goes elsewhere", () => {
  const token = `ghp_${"a1B2".repeat(10)}`;

  it("what stands there is no part of a secret that is over", () => {
    for (const move of ["[5;10H", "[4C", "[2A", "[20G", "[7d"]) {
      const stream = `${token}${esc}${move}ok done`;
      expect(redact([stream]).out).toBe(`ghp_${"*".repeat(40)}${esc}${move}ok done`);
    }
  });

  it("short words behind what looks like the beginning of a secret stay, also after a pause", () => {
    for (const start of [
      "http://localhost:51730",
      "http://127.0.0.1:5",
      "Bearer ",
      "password=",
      "ghp_ab",
    ])
      for (const move of ["[5;10H", "[1C", "[2A"]) {
        const pieces = [start, `${esc}${move}ok`, `${esc}[8;1Hpassed`];
        expect(redact(pieces, true)).toEqual({ out: pieces.join(""), counts: {} });
      }
  });

  it("a secret is found that is painted cell by cell, next to each other", () => {
    const painted = [...token].map((char, x) => `${esc}[3;${x + 7}H${char}`).join("");
    const { out, counts } = redact([painted]);
    expect(counts).toEqual({ "github-token": 1 });
    expect(printed(out)).toBe(`ghp_${"*".repeat(40)}`);
  });
});

describe("forms that read the same", () => {
  const token = `ghp_${"a1B2".repeat(10)}`;
  const wider = (text: string) =>
    text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));

  it("hide no secret: invisible characters and full-width letters, in the text and in titles", () => {
    for (const secret of [token, value, "AccountKey=0123456789abcdefghijklmnop=="])
      for (const form of [
        [...secret].join("\u200b"),
        [...secret].join("\u2060\ufeff"),
        wider(secret),
        [...wider(secret)].join("\u00ad"),
      ])
        for (const stream of [`see ${form} here`, `${esc}]0;${form}\u0007`])
          for (const at of [0, 7, stream.length >> 1]) {
            const { counts, out } = redact(cutAt(stream, at));
            expect(Object.values(counts)).toEqual([1]);
            expect(out).not.toContain(form.slice(-12));
          }
  });
});

describe("secrets that are known by their names", () => {
  const key = "k3yOf0rty-characters_and.more0123456789ab";
  const opaque = "k3yOf0rtycharactersandmore0123456789ab";
  it.each([
    `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${"aB3+".repeat(21)}aB==;EndpointSuffix=y`,
    `Endpoint=sb://x/;SharedAccessKeyName=Root;SharedAccessKey=${"aB3+".repeat(10)}aB3=`,
    `https://x.blob.core.windows.net/c?sv=2024-11-04&sp=r&sig=${"aB3%2F".repeat(8)}%3D&se=2026`,
    `curl -H 'X-Api-Key: ${key}' https://x`,
    `x-api-key: ${key}`,
    `client_secret=${key}&grant_type=client_credentials`,
    `"clientSecret": "${key}"`,
    `export API_KEY='${key}'`,
    `PRIVATE-TOKEN: ${key}`,
    `{"access_token":"${key}","token_type":"x"}`,
    "Server=db;Database=a;User Id=sa;Password=Str0ng!Pass;Encrypt=true",
    "Server=db;Uid=sa;Pwd=geheim!;",
    "host=db user=me password=hunter22x dbname=a",
    "machine api.example.com login me password abcdwxyz",
    "curl -u me:geheim99 https://x",
    `Cookie: sid=${key}; theme=dark`,
    `Set-Cookie: session=${key}; Path=/; HttpOnly`,
    `JSESSIONID=${key}`,
    `Authorization: Basic ${"dXNl".repeat(4)}cg==`,
    `Authorization: Bot ${key}`,
    `"auths": {"x": {"auth": "${"dXNl".repeat(6)}"}}`,
    `"private_key_id": "${"0af3".repeat(10)}"`,
    `"private_key": "-----BEGIN PRIVATE KEY-----\\nMIIEvQ${"aB3+".repeat(30)}`,
    `SK${"0af3".repeat(8)}`,
    `SG.${"aB3_".repeat(5)}.${"aB3_".repeat(10)}`,
    `dckr_pat_${"aB3_".repeat(7)}`,
    `dapi${"0af3".repeat(8)}`,
    `dop_v1_${"0af3".repeat(16)}`,
    `https://hooks.slack.com/services/T0AAAAAAA/B0AAAAAAA/${"aB3x".repeat(6)}`,
    `https://discord.com/api/webhooks/123456789012345678/${"aB3_".repeat(17)}`,
    `https://api.telegram.org/bot123456789:AAF${"aB3_".repeat(8)}`,
    `123456789:AAF${"aB3_".repeat(8)}`,
    `hf_${"aBcD".repeat(9)}`,
    `pypi-AgEIcHlwaS5vcmc${"aB3_".repeat(20)}`,
    `npm_${"aB3x".repeat(9)}`,
    `sk_live_${"aB3x".repeat(6)}`,
    `glsa_${"aB3x".repeat(8)}_0af31234`,
    `hvs.${"aB3x".repeat(8)}`,
    `shpat_${"0af3".repeat(8)}`,
    `ACME_TOKEN=${opaque}`,
    `export ACME_TOKEN='${opaque}'`,
    `declare -x ACME_TOKEN="${opaque}"`,
    `set -x ACME_TOKEN ${opaque}`,
    `ENV ACME_TOKEN ${opaque}`,
    `$env:ACME_TOKEN = "${opaque}"`,
    `  ACME_TOKEN: ${opaque}`,
    `"ACME_TOKEN": "${opaque}"`,
    `"sessionToken": "${opaque}"`,
    `    token: ${opaque}`,
    `token:\t${opaque}`,
    "password\t=\tgeheim1234",
    `deploy --token ${opaque}`,
    `ACME_KEY=${opaque}`,
    `ACME_EXT_PAT=${"a2b3".repeat(13)}`,
    `SESSION_SECRET=${opaque}`,
    "JWT_SECRET=correct-horse-battery",
    "DB_PASSWORD=correct-horse-battery",
    "MYSQL_ROOT_PASS=geheim1234",
    `SECRET_KEY_BASE=${"0af3".repeat(32)}`,
    "'PASSWORD': 'geheim1234',",
    "define('DB_PASSWORD', 'geheim1234');",
    "$password = 'geheim1234';",
    'password := "geheim1234"',
    "password = geheim1234",
    "ansible_become_pass: geheim1234",
    "login --password geheim1234",
    "curl -s -u me:geheim1234 https://x",
    "curl --user me:geheim1234 https://x",
    "sshpass -p geheim1234 ssh h",
    "default login me password abcdwxyz",
    "machine h.example\r\n  login me\r\n  password abcdwxyz",
    `X-Auth-Key: ${"0af3".repeat(9)}0`,
    `X-Auth-Token: ${opaque}`,
    `Authorization: ${opaque}`,
    `Cookie: theme=dark; id=${opaque}`,
    `Cookie: a=1; b=2; auth=${opaque}`,
    `https://api.example.com/x?key=${opaque}`,
    `https://api.example.com/x?a=b&token=${opaque}`,
    `https://${"0af3".repeat(10)}@example.com/a.git`,
    "//registry.example.com/:_auth=dXNlcjpwYXNzd29yZA==",
    "npmAuthToken: 00000000-0000-4000-8000-0123456789ab",
    `client-key-data: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQo${"aB3x".repeat(20)}`,
    `eyJhbGciOiJSU0EtT0FFUCJ9.${"aB3_".repeat(20)}.48V1_ALb6US04U3b.${"aB3_".repeat(10)}`,
    `xoxc-1234-1234-${"0af3".repeat(8)}`,
    `sk_org_live_${"aB3x".repeat(6)}`,
    `glwt-${"aB3x".repeat(5)}`,
    `nvapi-${"aB3_".repeat(16)}`,
    "postgres://u:p%40ss@host/db",
    "postgres://u:pa/ss@host/db",
    "amqp://me:12ab/c/d@host:5672/v",
    "mysql -pgeheim12",
    "mysql -u root -pgeheim12 shop",
    "mysqldump --host=db.example.com -uroot -P 3307 -p'geheim12' shop",
    "mariadb-admin -h db -u root -pgeheim12 status",
    "MYSQL_PWD=geheim12 mysql",
    "db.example.com:5432:shop:me:geheim12",
    "*:*:*:me:geheim12",
    "localhost:6432:*:me:pa$$w0rd",
    `root:$6$Sa1t.Sa1t$${"aB3/".repeat(21)}aB:19000:0:99999:7:::`,
    `$6$rounds=656000$Sa1tSa1t$${"aB3/".repeat(21)}aB`,
    `$5$Sa1tSa1t$${"aB3/".repeat(10)}aB3`,
    `$1$Sa1tSa1t$${"aB3/".repeat(5)}aB`,
    `$y$j9T$F5Jx5fExrKuPp53xLKQ..1$${"aB3/".repeat(10)}aB3`,
    `me:$2y$12$${"aB3/".repeat(13)}a`,
    `$2b$10$${"aB3.".repeat(13)}a`,
    `$argon2id$v=19$m=65536,t=3,p=4$${"aB3x".repeat(5)}$${"aB3+".repeat(10)}aB3`,
    `me:$apr1$Sa1tSa1t$${"aB3/".repeat(5)}aB`,
    `pbkdf2_sha256$600000$${"aB3x".repeat(5)}$${"aB3+".repeat(10)}aB3=`,
    "proxy: Basic dXNlcjpnZWhlaW0xMjM0",
    "> proxy-authorization: Basic dXNlcjpnZWhlaW0xMjM0",
  ])("are hidden: %s", (text) => {
    const { out, counts } = redact([`${text}\r\n`]);
    expect(counts).not.toEqual({});
    expect(out.length).toBe(text.length + 2);
    expect(out).toContain("****");
  });

  it.each([
    "AccountKey=<your key> client_secret=$CLIENT_SECRET X-Api-Key: $API_KEY",
    "client_secret = os.environ['CLIENT_SECRET']; password = getpass()",
    "const apiKey = process.env.API_KEY; const accessToken = await fetchAccessToken(config)",
    "password: z.string().min(8), api_key: Optional[str] = None",
    "password: string; passwd: entry; Password=… Pwd=",
    "PWD=/home/me/project1 OLDPWD=/home/me/project2",
    "✓ signs in with a password (12 ms)   Tests 12 passed, 12 total",
    "sig=none config=/etc/app/config.json signal=SIGTERM design=2",
    "session=none cookie: yes session restored; sessions=12",
    "http://localhost:5173/ ready in 300 ms, http://127.0.0.1:54321 ok",
    "sha256:0af30af30af30af30af30af30af30af30af30af30af30af30af30af30af30af3",
    "commit 0af30af30af30af30af30af30af30af30af30af3 keyboard.ts tokens.css monkey-patch",
    "SKIP SKILL sk-learn SG.md dapi hvs.toml key-value pair-programming npm_config_cache",
    "ERR_OSSL_EVP_UNSUPPORTED curl -u me https://example.org bot2: ready 10:AAB",
    "api-key: required   access-token: missing   auth_token: [redacted]",
    "the cookie: a=b, the auth: basic, the secret_key: none",
    "token: string; const token = getToken(); max_tokens: 4096 total_tokens=1234567890123456",
    "token = this.config.version2.token; token: src/auth/token1.ts; tokens/abc123/long-path-name.ts",
    "GITHUB_TOKEN=$GITHUB_TOKEN1 NPM_TOKEN={{ secrets.NPM_TOKEN1 }} API_TOKEN=$(cat token1.txt)",
    "CACHE_KEY=linux-node-modules-20.18.0 cache-key: node-modules-v1-linux-20.18.0",
    "key: build-cache-linux-x64-20.18.0-abcdef0123456789, primary_key=users2_identifier",
    "SSH_KEY=/home/me/.ssh/id_ed25519_work2 KEY=~/x1 TOKEN=./token1.json ENABLE_TOKEN=true",
    "function a(b,c){return b.token=c,b.key=d[1],b.password=e.p2}var e=0x1f;",
    "PASSWORD=******** SECRET=<secret> TOKEN=[masked1] Enter password: the password is wrong",
    "docker run -u 1000:1000 image; --user 1000:1000; --user me:me",
    "https://user@github.com/a/b.git git@github.com:me/repo.git http://host:8080/a?x=y@z",
    "integrity sha512-v2kDEe57lecTulaDIuNTPy3Ry4gLGJ6Z1O3vE1krgXZNrsQ+LFTGHVxVjcXPs17LhbZVGedAJv8XZ1tvj5FvSg==",
    "id 123e4567-e89b-42d3-a456-426614174000 etag 0af30af30af30af30af30af30af30af3",
    "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSURYVENDQWtXZ0F3SUJBZ0lKQUtM",
    "http://localhost:5173/@vite/client http://[::1]:8080/a/b@c http://registry:4873/pkg@1.0.0",
    "https://host:8443/users/me@example.org file://C:/Users/me@home/a ssh://git@host:22/a@b",
    "see http://example.org/a:b/c@d and npm://a/b:c/d@e",
    "mysql -u root -p shop; mysql -p; mysql --print-defaults; mysqld -u mysql --port 3306",
    "mkdir -p abcdef; cp -pr a b; docker run -p3306:3306 mysql; mysql -p$PASS; mysql -p%s",
    "mariadb: ready for connections; margin mark march mariadb-server",
    "127.0.0.1:5432->5432/tcp, 0.0.0.0:5432:5432 db:5432 ready:5432:ok a:b:c:d:e",
    "a::*:b; select *:*:x; grid:*: 1fr; /etc/passwd root:x:0:0:root:/root:/bin/bash",
    "awk '{print $1$2$3}' $1$HOME$2 $6$5 echo $2a$b $y$x $5$6$7$8 $a$1$2",
    "$2b$10$short $6$salt$short $argon2id$v=19$m=65536 $apr1$x pbkdf2_sha256$600000$x",
    "Basic authentication is on. Basic src/components/Button2.tsx Basic Internationalization",
    "Basic 1234567890 basic2 BasicAuthentication1234567890",
  ])("are not seen in ordinary output: %s", (text) => {
    for (let at = 0; at < text.length; at += 7)
      expect(redact(cutAt(`${text}\r\n`, at))).toEqual({ out: `${text}\r\n`, counts: {} });
  });
});

describe("private keys", () => {
  const lines = Array.from({ length: 4 }, (_, at) => `M${at}${"aB3+x/".repeat(10)}zz`);
  const all = ["-----BEGIN PRIVATE KEY-----", ...lines, "-----END PRIVATE KEY-----"];
  it.each<[string, (line: string, at: number) => string]>([
    ["numbers", (line, at) => `${at + 1}→${line}`],
    ["numbers and tabs", (line, at) => `     ${at + 1}\t${line}`],
    ["numbers and bars", (line, at) => ` ${at + 1} | ${line}`],
    ["a frame", (line) => `│ ${line.padEnd(70)} │`],
    ["a diff's signs", (line) => `+${line}`],
    ["a quotation's signs", (line) => `> ${line}`],
    ["columns of space", (line) => `        ${line}`],
  ])("are hidden with %s around their lines", (_name, around) => {
    const text = [...all, "$ ls"].map((line, at) => `${around(line, at)}\r\n`).join("");
    for (const at of [0, 40, 120, 200]) {
      const { out } = redact(cutAt(text, at));
      for (const line of lines) expect(out).not.toContain(line.slice(4, 20));
      expect(out).toContain("END PRIVATE KEY");
      expect(out).toContain("$ ls");
    }
  });
});

test("a password with an unescaped @ in it is hidden to its end", () => {
  const { out } = redact(["postgres://u:p@ss:w0rd@h/db\r\n"]);
  expect(out).toBe("postgres://u:*********@h/db\r\n");
});

test("each format says where it is from, and is known by name", () => {
  for (const { source, kind } of secretFormats) {
    expect(source).toMatch(/^https:\/\//);
    expect(kind).toMatch(/^[a-z-]+$/);
  }
});

test("the environment's secrets are those whose names say so", () => {
  expect(
    secretValues({
      PATH: "/usr/bin:/usr/local/bin",
      ANTHROPIC_API_KEY: "key-of-ten",
      GITHUB_TOKEN: "token-of-x",
      DB_PASSWORD: "short",
      AWS_ACCESS_KEY_ID: "an-id-is-none",
      GOOGLE_APPLICATION_CREDENTIALS: "/home/me/key.json",
      DATABASE_URL: "postgres://me:pass-in-url@localhost/db",
      KEYBOARD: "a-plain-value",
    }),
  ).toEqual(["key-of-ten", "token-of-x", "pass-in-url"]);
});

test.each([
  ["a+", "three plain characters"],
  ["ab[0-9]{8}", "three plain characters"],
  ["abc[a-z]+z", "matches the same characters"],
  ["abc[z-a]", "lower to higher"],
  ["abc(?=d)", "a ? where it means nothing"],
  ["abc(d)(e)", "more than one ("],
  ["abc{2,1}", "cannot be"],
  ["abc.{0,3000}d", "matches the same characters"],
  ["abc[0-9]{1000}[a-f]{1000}x", "2000 characters long"],
  ["abc\\b", "not one of"],
  ["abc[0-9", "without its ]"],
  ["abc|def", "has a | where it means nothing"],
])("the pattern %s is refused with a reason", (pattern, reason) => {
  expect(() => redactionRules([], [pattern])).toThrow(reason);
});

test("a text that is whole is redacted as well", () => {
  expect(
    redactText(rules, "curl -H 'Authorization: Bearer abcdef0123' https://me:s3cret@h/"),
  ).toEqual({
    text: "curl -H 'Authorization: Bearer **********' https://me:******@h/",
    counts: { authorization: 1, "url-password": 1 },
  });
});

function cutInto(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, i) => text.slice(from, places[i]));
}

/** Indexes of a stream between two characters, outside of sequences. */
function plainPlaces(stream: string): number[] {
  const taken = new Set<number>();
  const sequences = new RegExp(
    `${esc}\\][^${esc}\u0007]*(\u0007|${esc}\\\\)|${esc}\\[[0-9;]*[A-Za-z]|${esc}\\(B|[\ud800-\udbff][\udc00-\udfff]`,
    "g",
  );
  for (const { 0: found, index } of stream.matchAll(sequences))
    for (let at = 1; at < found.length; at++) taken.add(index + at);
  return Array.from({ length: stream.length + 1 }, (_, at) => at).filter((at) => !taken.has(at));
}

/** The characters of each cell of a screen. */
async function cells(pieces: readonly string[]): Promise<string[]> {
  const terminal = new headless.Terminal({ cols: 40, rows: 40, allowProposedApi: true });
  for (const piece of pieces) terminal.write(piece);
  await new Promise<void>((resolve) => terminal.write("", resolve));
  const buffer = terminal.buffer.active;
  const all: string[] = [];
  for (let y = 0; y < buffer.length; y++)
    for (let x = 0; x < 40; x++) {
      const cell = buffer.getLine(y)?.getCell(x);
      // A wide character that is hidden becomes two cells.
      if (cell?.getWidth() === 0) all.push(all.at(-1) ?? "");
      else all.push(cell?.getChars() ?? "");
    }
  terminal.dispose();
  return all;
}
