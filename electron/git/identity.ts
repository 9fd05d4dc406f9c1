import { Problem } from "@shared/contracts/problem";
import { type ConfigEntry, readConfiguration } from "./configuration";

/** Who a commit is by. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

/** Stands for the app where there is no person: the snapshots of a run. */
export const specwright: Identity = { name: "Specwright", email: "specwright@localhost" };

/**
 * The person at this machine, as git's configuration names them; the app's own name where it does not.
 * @param folder whose configuration counts; it need not be a repository
 */
export async function identity(folder: string): Promise<Identity> {
  const entries = await readConfiguration(folder).catch((error: unknown) => {
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
  const entries = await readConfiguration(folder).catch(() => []);
  const name = entries.findLast((entry) => entry.key === "init.defaultbranch")?.value ?? "";
  return /^[A-Za-z0-9][A-Za-z0-9/_-]*$/.test(name) ? name : "main";
}

/** "Ada <ada@example.org>", as trailers and events name a person. */
export function asText({ name, email }: Identity): string {
  return `${name} <${email}>`;
}

/** Git leaves these characters out of names as well; see git's ident.c. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}<>]/gu, "").trim();
}
