import { createHash } from "node:crypto";
import type { ConfigLine } from "./configuration-text";
import type { OwnLine } from "./own-configuration";

/** What a person trusted of a repository: nothing else of its configuration takes effect in the app. */
export interface Trusted {
  /** Of the lines that were shown, and of the repository that they were found in. */
  readonly digest: string;
  /** The lines that git is given, as they were then. */
  readonly lines: readonly ConfigLine[];
  /** Drivers that the repository's attributes named then: `filter lfs`. Those of the person that it did not do not run. */
  readonly drivers: readonly string[];
}

/** One line of what is shown before a person trusts a repository. */
export interface Risk {
  readonly key: string;
  readonly value: string;
}

/**
 * Keys that make some git command run a program, lead git to other files or other servers, or move where it
 * looks. Source: git-config(1) of git 2.39, hook.* of git 2.54, and git-lfs-config(5).
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
  // What Git LFS notes for itself is left out.
  /^lfs\.(?!repositoryformatversion$|.+\.(?:access|locksverify)$)/s,
  /^remote\..+\.(?:lfsurl|lfspushurl)$/s,
];

/** Whether a line is one that a person has to have seen. */
export function isRisky({ key, value }: ConfigLine): boolean {
  if (key === "core.fsmonitor") return !/^(?:true|false|yes|no|on|off|0|1|)$/i.test(value);
  if (key.startsWith("alias.")) return value.trimStart().startsWith("!");
  if (/^submodule\..+\.update$/s.test(key)) return value.trimStart().startsWith("!");
  if (/^remote\..+url$/s.test(key) && value.startsWith("ext::")) return true;
  return risky.some((pattern) => pattern.test(key));
}

/** Lines that git is given of every repository: they describe its files and its objects, and name no program. */
const plain =
  /^(?:core\.(?:repositoryformatversion|filemode|logallrefupdates|ignorecase|precomposeunicode|symlinks|autocrlf|eol|sparsecheckout|sparsecheckoutcone|sharedrepository|splitindex|untrackedcache|checkstat|trustctime|protecthfs|protectntfs|bigfilethreshold|compression|loosecompression)|index\.(?:version|threads|sparse|skiphash)|feature\.manyfiles|extensions\.(?!worktreeconfig$|partialclone$)[a-z]+|(?:user|author|committer)\.(?:name|email)|merge\.(?:renames|renamelimit|directoryrenames|conflictstyle)|diff\.renamelimit)$/;

export const isPlain = ({ key }: ConfigLine): boolean => plain.test(key);

/** Further lines that git is given of a repository which is trusted, as they were when it was. */
const withTrust =
  /^(?:(?:filter|merge|diff|lfs|remote|url|credential|http)\..+|core\.(?:attributesfile|excludesfile|sshcommand|askpass))$/s;

/** The lines of a configuration that take effect once it is trusted. What is conditional never does. */
export const linesOnTrust = (lines: readonly OwnLine[]): ConfigLine[] =>
  lines
    .filter(({ onlyIf }) => onlyIf.length === 0)
    .filter((line) => withTrust.test(line.key) && !line.key.startsWith("merge.default"))
    .map(({ key, value }) => ({ key, value }));

/** The lines to be shown, each once, in an order of their own. */
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

/** What tells two lists of risks apart. */
export const digestOfRisks = (risks: readonly Risk[]): string =>
  createHash("sha256").update(JSON.stringify(risks)).digest("hex");

/**
 * The drivers that attributes name, such as `filter lfs`. Source: gitattributes(5). A pattern that looks like a
 * driver counts as well: naming one too many only asks once more.
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
 * Settings that keep the drivers of the person's own configuration from running, except for those that are
 * allowed, and the hooks that are written in it, because no `core.hooksPath` stops these.
 * @param allowed as `driversIn` names them
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
    // With an empty command git would take our side without a word; one that fails leaves a conflict.
    if (merge !== undefined && !allowed.has(`merge ${merge}`))
      pairs.set(`merge.${merge}.driver`, "false");
  }
  return [...pairs];
}
