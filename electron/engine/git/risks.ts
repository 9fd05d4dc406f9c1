import { createHash } from "node:crypto";
import type { ConfigLine } from "./configuration-text";
import type { OwnLine } from "./own-configuration";

/** The configuration of a repository that a person has trusted. No other line of it takes effect in the app. */
export interface Trusted {
  /** The digest of the shown lines and of the repository's identity. */
  readonly digest: string;
  /** The accepted lines, with their values at the time of the trust. */
  readonly lines: readonly ConfigLine[];
  /**
   * The drivers that the repository's attributes named at that time, for example `filter lfs`. Other drivers of
   * the person do not run.
   */
  readonly drivers: readonly string[];
}

/** One line of the list that a person sees before trusting a repository. */
export interface Risk {
  readonly key: string;
  readonly value: string;
}

/**
 * Keys that make a git command run a program, use other files or servers, or search in another place. Source:
 * git-config(1) of git 2.39, hook.* of git 2.54, and git-lfs-config(5).
 */
const risky: readonly RegExp[] = [
  /^filter\..+\.(?:clean|smudge|process)$/s,
  /^diff\.external$/,
  /^diff\..+\.(?:command|textconv)$/s,
  /^merge\..+\.driver$/s,
  /^merge\.default$/,
  /^hook\..+\.command$/s,
  /^core\.(?:alternaterefscommand|askpass|attributesfile|editor|excludesfile|gitproxy|hookspath|pager|sshcommand|worktree)$/,
  /^(?:sequence\.editor|interactive\.difffilter|uploadpack\.packobjectshook|init\.templatedir)$/,
  /^credential\.(?:.+\.)?helper$/s,
  /^gpg\.(?:.+\.)?(?:program|defaultkeycommand)$/s,
  /^(?:difftool|mergetool|browser|man|guitool)\..+\.(?:cmd|path)$/s,
  /^pager\./,
  /^remote\..+\.(?:uploadpack|receivepack|vcs|proxy)$/s,
  /^tar\..+\.command$/s,
  /^trailer\..+\.(?:command|cmd)$/s,
  /^include\.path$/,
  /^includeif\..+\.path$/s,
  /^url\..+\.(?:insteadof|pushinsteadof)$/s,
  // Git LFS writes the excluded keys itself.
  /^lfs\.(?!repositoryformatversion$|.+\.(?:access|locksverify)$)/s,
  /^remote\..+\.(?:lfsurl|lfspushurl)$/s,
];

/** Whether a person must see the line before trusting the repository. */
export function isRisky({ key, value }: ConfigLine): boolean {
  if (key === "core.fsmonitor") return !/^(?:true|false|yes|no|on|off|0|1|)$/i.test(value);
  if (key.startsWith("alias.")) return value.trimStart().startsWith("!");
  if (/^submodule\..+\.update$/s.test(key)) return value.trimStart().startsWith("!");
  if (/^remote\..+url$/s.test(key) && value.startsWith("ext::")) return true;
  return risky.some((pattern) => pattern.test(key));
}

/** Lines that git gets for every repository: they describe its files and objects, and name no program. */
const plain =
  /^(?:core\.(?:repositoryformatversion|filemode|logallrefupdates|ignorecase|precomposeunicode|symlinks|autocrlf|eol|sparsecheckout|sparsecheckoutcone|sharedrepository|splitindex|untrackedcache|checkstat|trustctime|protecthfs|protectntfs|bigfilethreshold|compression|loosecompression)|index\.(?:version|threads|sparse|skiphash)|feature\.manyfiles|extensions\.(?!worktreeconfig$|partialclone$)[a-z]+|(?:user|author|committer)\.(?:name|email)|merge\.(?:renames|renamelimit|directoryrenames|conflictstyle)|diff\.renamelimit)$/;

export const isPlain = ({ key }: ConfigLine): boolean => plain.test(key);

/** Further lines that git gets for a trusted repository, with their values at the time of the trust. */
const withTrust =
  /^(?:(?:filter|merge|diff|lfs|remote|url|credential|http)\..+|core\.(?:attributesfile|excludesfile|sshcommand|askpass))$/s;

/** The lines of a configuration that take effect with trust. Conditional lines never do. */
export const linesOnTrust = (lines: readonly OwnLine[]): ConfigLine[] =>
  lines
    .filter(({ onlyIf }) => onlyIf.length === 0)
    .filter((line) => withTrust.test(line.key) && !line.key.startsWith("merge.default"))
    .map(({ key, value }) => ({ key, value }));

/** The lines to show, each once, sorted. */
export function risksOf(lines: readonly OwnLine[], drivers: readonly string[]): Risk[] {
  const texts = new Map<string, Risk>();
  for (const line of lines.filter(isRisky)) {
    const condition = line.onlyIf.length === 0 ? "" : ` (${line.onlyIf.join(", ")})`;
    const risk = { key: `${line.key}${condition}`, value: line.value };
    texts.set(JSON.stringify(risk), risk);
  }
  for (const driver of drivers) {
    const risk = { key: ".gitattributes", value: driver };
    texts.set(JSON.stringify(risk), risk);
  }
  return [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, risk]) => risk);
}

/** A digest that differs for different lists of risks. */
export const digestOfRisks = (risks: readonly Risk[]): string =>
  createHash("sha256").update(JSON.stringify(risks)).digest("hex");

/**
 * The drivers that attributes name, for example `filter lfs`. Source: gitattributes(5). A pattern that looks like
 * a driver counts as well: one name too many only causes an additional question.
 */
export function driversIn(attributes: readonly string[]): string[] {
  const found = attributes.flatMap((text) =>
    [...text.matchAll(/(?:^|\s)(filter|diff|merge)=(\S+)/g)].map(
      ([, kind, name]) => `${kind} ${name}`,
    ),
  );
  return [...new Set(found)].sort();
}

/**
 * Settings that turn off the drivers and hooks of the person's own configuration, except the allowed drivers.
 * `core.hooksPath` does not turn off hooks in the configuration.
 * @param allowed names as in `driversIn`
 */
export function withoutDrivers(
  lines: readonly ConfigLine[],
  allowed: ReadonlySet<string>,
): readonly (readonly [key: string, value: string])[] {
  const pairs = new Map<string, string>();
  for (const { key } of lines) {
    const hook = /^hook\.(.+)\.[^.]+$/s.exec(key);
    if (hook !== null) pairs.set(`hook.${hook[1]}.enabled`, "false");
    const filter = /^filter\.(.+)\.(?:clean|smudge|process|required)$/s.exec(key)?.[1];
    if (filter !== undefined && !allowed.has(`filter ${filter}`)) {
      // An empty command means none (git's convert.c).
      for (const name of ["clean", "smudge", "process"]) pairs.set(`filter.${filter}.${name}`, "");
      pairs.set(`filter.${filter}.required`, "false");
    }
    const merge = /^merge\.(.+)\.driver$/s.exec(key)?.[1];
    // With an empty command git would silently choose our side; a failing command leaves a conflict.
    if (merge !== undefined && !allowed.has(`merge ${merge}`))
      pairs.set(`merge.${merge}.driver`, "false");
  }
  return [...pairs];
}
