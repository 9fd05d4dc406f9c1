import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { type ConfigEntry, readConfiguration } from "./configuration";
import { configurationOf, type GitPlace } from "./git";
import { layoutAt } from "./layout";

/** Who a commit is by. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** Stands for the app where there is no person: the snapshots of a run. */
export const specwright: Identity = { name: "Specwright", email: "specwright@localhost" };

/**
 * The person at this machine, as git's configuration names them; the app's own name where it does not.
 * @param where whose configuration counts; a folder need not be a repository, and if it is one, nobody trusts it
 */
export async function identity(where: string | GitPlace): Promise<Identity> {
  const entries = await entriesFor(where).catch((error: unknown) => {
    // Without git there is no name, but the sample project can still be made.
    if (error instanceof Problem && error.code === "git-missing") return [];
    throw error;
  });
  const { name, email } = personIn(entries);
  return { name: name || specwright.name, email: email || specwright.email };
}

/**
 * The person, by name: for a commit that they make themselves.
 * @param entries git's configuration
 * @throws {Problem} `no-identity` where git knows no name or no address
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

/** The branch name that the person wants in new repositories. */
export async function defaultBranch(folder: string): Promise<string> {
  const entries = await entriesFor(folder).catch(() => []);
  const name = entries.findLast((entry) => entry.key === "init.defaultbranch")?.value ?? "";
  return /^[A-Za-z0-9][A-Za-z0-9/_-]*$/.test(name) ? name : "main";
}

async function entriesFor(where: string | GitPlace): Promise<readonly ConfigEntry[]> {
  if (typeof where !== "string") return configurationOf(where);
  if (await layoutAt(where)) return configurationOf({ top: where, trusted: false });
  // Of a repository above nothing counts.
  return readConfiguration(where, { GIT_CEILING_DIRECTORIES: where, GIT_DIR: join(where, ".git") });
}

/** "Ada <ada@example.org>", as trailers and events name a person. */
export function asText({ name, email }: Identity): string {
  return `${name} <${email}>`;
}

/** Git leaves these characters out of names as well; see git's ident.c. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}<>]/gu, "").trim();
}
