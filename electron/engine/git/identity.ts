import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { type ConfigEntry, readConfiguration } from "./configuration";
import { configurationOf, type GitPlace } from "./git";
import { layoutAt } from "./layout";

/** The author of a commit. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** The app's own identity, for commits without a person: the snapshots of a run. */
export const specwright: Identity = { name: "Specwright", email: "specwright@localhost" };

/**
 * The person's name from git's configuration, or the app's own name.
 * @param where the place whose configuration counts. A folder need not be a repository; if it is one, it is not
 * trusted
 */
export async function identity(where: string | GitPlace): Promise<Identity> {
  const entries = await entriesFor(where).catch((error: unknown) => {
    // Without git no name is known, but the sample project can still be made.
    if (error instanceof Problem && error.code === "git-missing") return [];
    throw error;
  });
  const { name, email } = personIn(entries);
  return { name: name || specwright.name, email: email || specwright.email };
}

/**
 * The person's name for a commit that they make themselves.
 * @param entries git's configuration
 * @throws {Problem} `no-identity` when git knows no name or no address
 */
export function namedPerson(entries: readonly ConfigEntry[]): Identity {
  const found = personIn(entries);
  if (found.name !== "" && found.email !== "") return found;
  const missing = found.name === "" ? "name" : "address";
  const key = found.name === "" ? "user.name" : "user.email";
  throw new Problem(
    "no-identity",
    `Git does not know your ${missing}, which a commit must carry. Set it with: git config --global ${key} "…", then commit again.`,
  );
}

function personIn(entries: readonly ConfigEntry[]): Identity {
  const last = (key: string) => clean(entries.findLast((entry) => entry.key === key)?.value ?? "");
  return { name: last("user.name"), email: last("user.email") };
}

/** The person's default name of the branch in new repositories. */
export async function defaultBranch(folder: string): Promise<string> {
  const entries = await entriesFor(folder).catch(() => []);
  const name = entries.findLast((entry) => entry.key === "init.defaultbranch")?.value ?? "";
  return /^[A-Za-z0-9][A-Za-z0-9/_-]*$/.test(name) ? name : "main";
}

async function entriesFor(where: string | GitPlace): Promise<readonly ConfigEntry[]> {
  if (typeof where !== "string") return configurationOf(where);
  if (await layoutAt(where)) return configurationOf({ top: where, trusted: false });
  // The configuration of a repository in a parent folder must not count.
  return readConfiguration(where, { GIT_CEILING_DIRECTORIES: where, GIT_DIR: join(where, ".git") });
}

/** "Ada <ada@example.org>", the form in trailers and events. */
export function asText({ name, email }: Identity): string {
  return `${name} <${email}>`;
}

/** Git also removes these characters from names; see git's ident.c. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}<>]/gu, "").trim();
}
