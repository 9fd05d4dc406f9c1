import { Problem } from "@shared/contracts/problem";
import { readConfiguration } from "./configuration";

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
  const last = (key: string) => clean(entries.findLast((entry) => entry.key === key)?.value ?? "");
  return {
    name: last("user.name") || specwright.name,
    email: last("user.email") || specwright.email,
  };
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
