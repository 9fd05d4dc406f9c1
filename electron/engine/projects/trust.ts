import { Problem } from "@shared/base/problem";
import type { CallOutput } from "@shared/contracts";
import type { Repository } from "../git/repository";
import type { Trusted } from "../git/risks";
import { glanceAtRepository, lookAtRepository, type Seen } from "../git/trust";
import type { TrustBook } from "../settings/trust-store";

/** What an open project may run. */
export interface ProjectTrust {
  /** What was trusted of this repository, as it was then; false for nothing. */
  readonly given: Trusted | false;
  /** Looks whether the configuration still is as it was trusted. */
  isCurrent(): Promise<boolean>;
  /** What is to be shown before the project is trusted. */
  show(): Promise<CallOutput<"project.risks">>;
  /** @param digest of what was shown. @throws {Problem} `changed-outside` when it is another by now */
  give(digest: string): Promise<void>;
}

/** @param repo found by `inspect` */
export async function openTrust(
  book: TrustBook,
  repo: Omit<Repository, "trusted">,
): Promise<ProjectTrust> {
  // A configuration that cannot be read keeps nobody from reading the documents; it cannot be trusted.
  const look = () => glanceAtRepository(repo).catch(() => undefined);
  const glance = await look();
  let record: Seen | undefined = glance && (await book.of(repo, glance.identity));
  // What needs no trust, such as a remote's address, is as it is now.
  let given: Trusted | false =
    record === undefined
      ? false
      : record.ownDigest === glance?.ownDigest
        ? { ...record.trusted, lines: glance.lines }
        : record.trusted;
  return {
    get given() {
      return given;
    },
    async isCurrent() {
      if (record === undefined) return false;
      const now = await look();
      return now?.identity === record.identity && now.ownDigest === record.ownDigest;
    },
    async show() {
      const seen = await lookAtRepository(repo);
      const before = record?.identity === seen.identity ? record : undefined;
      return {
        digest: seen.trusted.digest,
        trusted: before?.trusted.digest === seen.trusted.digest,
        risks: [...seen.risks],
        ...(before === undefined
          ? {}
          : {
              added: missingIn(before.risks, seen.risks),
              removed: missingIn(seen.risks, before.risks),
            }),
      };
    },
    async give(digest) {
      const seen = await lookAtRepository(repo);
      if (seen.trusted.digest !== digest)
        throw new Problem(
          "changed-outside",
          "The project's git configuration was changed while you looked at it. Look at it again.",
        );
      await book.keep(repo, seen);
      record = seen;
      given = seen.trusted;
    },
  };
}

/** Those of some lines that others do not have. */
function missingIn(others: Seen["risks"], lines: Seen["risks"]): Seen["risks"][number][] {
  const texts = new Set(others.map((each) => JSON.stringify([each.key, each.value])));
  return lines.filter((each) => !texts.has(JSON.stringify([each.key, each.value])));
}
