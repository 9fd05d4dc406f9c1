import type { Format } from "./secret-format";

// Hashes of passwords. Whoever has a hash can try passwords against it, and weak ones are found quickly.

const crypt = "https://manpages.debian.org/bookworm/libcrypt-dev/crypt.5.en.html";
/** The characters of crypt(3). */
const chars = "[A-Za-z0-9./]";

/** The salt and the hash are hidden; the method and its cost are shown. */
const hash = (pattern: string, source = crypt): Format => ({
  kind: "password-hash",
  pattern,
  source,
  breaks: "full-lines",
});

/** The known forms, with the source of each. The part of the pattern in parentheses is hidden. */
export const secretHashes: readonly Format[] = [
  hash(`\\$6\\$(${chars}{1,16}\\$${chars}{86})`),
  hash(`\\$6\\$rounds=[0-9]{4,9}\\$(${chars}{1,16}\\$${chars}{86})`),
  hash(`\\$5\\$(${chars}{1,16}\\$${chars}{43})`),
  hash(`\\$5\\$rounds=[0-9]{4,9}\\$(${chars}{1,16}\\$${chars}{43})`),
  hash(`\\$1\\$(${chars}{1,8}\\$${chars}{22})`),
  hash(`\\$y\\$${chars}{2,8}\\$(${chars}{1,86}\\$${chars}{43})`),
  ...["a", "b", "x", "y"].map((version) => hash(`\\$2${version}\\$[0-9]{2}\\$(${chars}{53})`)),
  hash(
    "\\$argon2[id]{1,2}\\$v=[0-9]{1,3}\\$[a-z0-9=,]{5,60}\\$([A-Za-z0-9+/]{8,90}\\$[A-Za-z0-9+/]{16,})",
    "https://github.com/P-H-C/phc-string-format/blob/master/phc-sf-spec.md",
  ),
  hash(
    `\\$apr1\\$(${chars}{1,8}\\$${chars}{22})`,
    "https://httpd.apache.org/docs/2.4/misc/password_encryptions.html",
  ),
  hash(
    "pbkdf2_sha256\\$[0-9]{1,9}\\$([A-Za-z0-9]{8,40}\\$[A-Za-z0-9+/=]{40,})",
    "https://docs.djangoproject.com/en/stable/topics/auth/passwords/",
  ),
];
