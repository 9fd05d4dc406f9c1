import { Problem } from "@shared/base/problem";
import type { CallOutput } from "@shared/contracts";
import type { Repository } from "../git/repository";
import type { Trusted } from "../git/risks";
import { glanceAtRepository, lookAtRepository, type Seen } from "../git/trust";
import type { TrustBook } from "../settings/trust-store";

/** The trust in an open project. */
export interface ProjectTrust {
  /** The accepted configuration of the repository; false without trust. */
  readonly given: Trusted | false;
  /** Checks whether the configuration is unchanged since the trust. */
  isCurrent(): Promise<boolean>;
  /** The lines to show before the project is trusted. */
  show(): Promise<CallOutput<"project.risks">>;
  /**
   * @param digest of the shown lines
   * @throws {Problem} `changed-outside` when they have changed
   */
  give(digest: string): Promise<void>;
  /** Whether the project's runs may start without a sandbox, by the person's word. */
  readonly unconfined: { readonly allowed: boolean; allow(): Promise<void> };
}

/** @param repo found by `inspect` */
export async function openTrust(
  book: TrustBook,
  repo: Omit<Repository, "trusted">,
): Promise<ProjectTrust> {
  // A project with an unreadable configuration can still show its documents; it cannot be trusted.
  const look = () => glanceAtRepository(repo).catch(() => undefined);
  const glance = await look();
  let record: Seen | undefined = glance && (await book.of(repo, glance.identity));
  // Lines that need no trust, such as a remote's address, have their current values.
  let given: Trusted | false =
    record === undefined
      ? false
      : record.ownDigest === glance?.ownDigest
        ? { ...record.trusted, lines: glance.lines }
        : record.trusted;
  let unconfined =
    glance !== undefined && (await book.mayRunUnconfined?.(repo, glance.identity)) === true;
  return {
    unconfined: {
      get allowed() {
        return unconfined;
      },
      async allow() {
        await book.allowUnconfined?.(repo);
        unconfined = true;
      },
    },
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

/** The lines that the other list lacks. */
function missingIn(others: Seen["risks"], lines: Seen["risks"]): Seen["risks"][number][] {
  const texts = new Set(others.map((each) => JSON.stringify([each.key, each.value])));
  return lines.filter((each) => !texts.has(JSON.stringify([each.key, each.value])));
}
