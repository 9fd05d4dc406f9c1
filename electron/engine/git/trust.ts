import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { z } from "zod";
import { birthOf } from "../../system/disk";
import { digestOf } from "../files/digest";
import { readPlainFile } from "../files/plain-file";
import { readConfigurationText } from "./configuration-text";
import { git } from "./git";
import { inChunks } from "./in-chunks";
import { type OwnLine, readOwnConfiguration } from "./own-configuration";
import type { Repository } from "./repository";
import { digestOfRisks, driversIn, linesOnTrust, type Risk, risksOf, type Trusted } from "./risks";

type Found = Omit<Repository, "trusted">;

/** The lines and drivers that a person sees before trusting a repository, and then trusts. */
export interface Seen {
  /** Differs for another repository at the same path. */
  readonly identity: string;
  /** The digest of the configuration files alone, for a quick check for changes. */
  readonly ownDigest: string;
  readonly risks: readonly Risk[];
  readonly trusted: Trusted;
}

const lineSchema = z.object({ key: z.string(), value: z.string() });

/** The same, as stored between launches. */
export const seenSchema = z.object({
  identity: z.string(),
  ownDigest: z.string(),
  risks: z.array(lineSchema).readonly(),
  trusted: z.object({
    digest: z.string(),
    lines: z.array(lineSchema).readonly(),
    drivers: z.array(z.string()).readonly(),
  }),
});

/** The size limit in bytes of an attributes file, and the largest number of such files. */
const attributeLimits = { largest: 1_000_000, links: "left" } as const;
const mostAttributeFiles = 2_000;

/**
 * Reads everything of a repository that would take effect with trust. Runs none of its programs.
 * @throws {Problem} `git-failed` when its configuration cannot be read
 */
export async function lookAtRepository(repo: Found): Promise<Seen> {
  const own = await ownLines(repo);
  const [identity, drivers] = await Promise.all([identityOf(repo), namedDrivers(repo, own)]);
  const risks = risksOf(own, drivers);
  // The trust is for this repository only, and not for another one with the same lines.
  const digest = digestOf(Buffer.from(`${identity}\n${digestOfRisks(risks)}`));
  const trusted = { digest, lines: linesOnTrust(own), drivers };
  return { identity, ownDigest: digestOfRisks(risksOf(own, [])), risks, trusted };
}

/** A quick look: the repository's identity and its configuration files, without the attributes. */
export async function glanceAtRepository(
  repo: Found,
): Promise<Pick<Seen, "identity" | "ownDigest"> & Pick<Trusted, "lines">> {
  const [own, identity] = await Promise.all([ownLines(repo), identityOf(repo)]);
  return { identity, ownDigest: digestOfRisks(risksOf(own, [])), lines: linesOnTrust(own) };
}

/**
 * Call this before any program of the repository runs: checks that the repository is unchanged since the trust.
 * @throws {Problem} `not-trusted`
 */
export async function requireSeen(repo: Repository): Promise<void> {
  if (typeof repo.trusted !== "object") return;
  const { trusted } = await lookAtRepository(repo);
  if (trusted.digest !== repo.trusted.digest)
    throw new Problem(
      "not-trusted",
      "What this project's git configuration runs, or the repository itself, is another than you trusted. Look at it, then trust it again.",
    );
}

/** Device, inode and time of creation of the folder with the repository's objects. */
const identityOf = ({ commonDir }: Found): Promise<string> => birthOf(commonDir);

async function ownLines(repo: Found): Promise<OwnLine[]> {
  const lines = await readOwnConfiguration(repo, { includes: true });
  // Git LFS reads this file as well.
  const text = await readPlainFile(join(repo.top, ".lfsconfig"), attributeLimits);
  const more = text === undefined ? [] : (readConfigurationText(text.toString("utf8")) ?? []);
  const inTree = more.map((line) => ({ ...line, onlyIf: ["in .lfsconfig"] }));
  return [...lines, ...inTree];
}

async function namedDrivers(repo: Found, own: readonly OwnLine[]): Promise<string[]> {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const listed = await git(
    { top: repo.top, trusted: false },
    ["--no-literal-pathspecs", ...args, "--", ":(top,glob)**/.gitattributes"],
    { doing: "list the attributes", maxBytes: 4_000_000 },
  );
  const paths = [...new Set(listed.text().split("\0").filter(Boolean))].slice(
    0,
    mostAttributeFiles,
  );
  const outside = own.flatMap(({ key, value }) => (key === "core.attributesfile" ? [value] : []));
  const texts = await Promise.all([
    readPlainFile(join(repo.commonDir, "info/attributes"), {
      largest: 8_000_000,
      links: "followed",
    }),
    ...outside.map((path) => readPlainFile(path, { largest: 8_000_000, links: "followed" })),
    inChunks(paths, (path) => readPlainFile(join(repo.top, path), attributeLimits)),
  ]);
  return driversIn(texts.flat().flatMap((bytes) => (bytes ? [bytes.toString("utf8")] : [])));
}
