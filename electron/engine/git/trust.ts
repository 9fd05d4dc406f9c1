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

/** What a person is shown before they trust a repository, and what they then trust. */
export interface Seen {
  /** Tells the repository from another one in the same place. */
  readonly identity: string;
  /** Of what the configuration files alone say; for a quick look whether they changed. */
  readonly ownDigest: string;
  readonly risks: readonly Risk[];
  readonly trusted: Trusted;
}

const lineSchema = z.object({ key: z.string(), value: z.string() });

/** The same, as it is kept between launches. */
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

/** Bytes of one file of attributes; and how many such files are read. */
const attributeLimits = { largest: 1_000_000, links: "left" } as const;
const mostAttributeFiles = 2_000;

/**
 * Looks at everything of a repository that would take effect if it were trusted. Runs nothing of it.
 * @throws {Problem} `git-failed` where its configuration cannot be read
 */
export async function lookAtRepository(repo: Found): Promise<Seen> {
  const own = await ownLines(repo);
  const [identity, drivers] = await Promise.all([identityOf(repo), namedDrivers(repo, own)]);
  const risks = risksOf(own, drivers);
  // What is trusted is this repository, and no other that looks like it.
  const digest = digestOf(Buffer.from(`${identity}\n${digestOfRisks(risks)}`));
  const trusted = { digest, lines: linesOnTrust(own), drivers };
  return { identity, ownDigest: digestOfRisks(risksOf(own, [])), risks, trusted };
}

/** A quick look: who the repository is and what its configuration files say, without the attributes. */
export async function glanceAtRepository(
  repo: Found,
): Promise<Pick<Seen, "identity" | "ownDigest"> & Pick<Trusted, "lines">> {
  const [own, identity] = await Promise.all([ownLines(repo), identityOf(repo)]);
  return { identity, ownDigest: digestOfRisks(risksOf(own, [])), lines: linesOnTrust(own) };
}

/**
 * Stands before everything that runs something in the person's name: the repository is still as it was trusted.
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

/** Device, number and birth of the folder that holds the repository's objects. */
const identityOf = ({ commonDir }: Found): Promise<string> => birthOf(commonDir);

async function ownLines(repo: Found): Promise<OwnLine[]> {
  const lines = await readOwnConfiguration(repo, { includes: true });
  // Git LFS reads this one as well.
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
