import { access, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { type Adapter, modesOf } from "@shared/agents/adapter";
import type { Account, AgentsOnMachine, FoundAgent } from "@shared/contracts/agents";
import { personEnvironment } from "../../system/environment";
import { packageOf } from "./agent-program";
import { locate } from "./locate";
import { knownAdapters } from "./own-adapters";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Looks for the agents on this machine: which programs are there, where, in which version, and whether somebody is
 * signed in. No program is started, and no file of an agent is read but its package's description.
 * @param env the environment of the person's terminals
 * @param folder the folder of the person's own adapters
 */
export async function agentsOnMachine(env: Environment, folder: string): Promise<AgentsOnMachine> {
  const { adapters, wrong } = await knownAdapters(folder);
  const persons = personEnvironment(env, "none");
  const looked = await Promise.all(
    adapters.map(async (adapter) => ({ adapter, found: await look(adapter, persons) })),
  );
  return {
    found: looked.flatMap(({ found }) => (found === undefined ? [] : [found])),
    missing: looked.flatMap(({ adapter, found }) =>
      found === undefined
        ? [
            {
              ...described(adapter),
              ...(adapter.install === undefined ? {} : { install: adapter.install }),
            },
          ]
        : [],
    ),
    own: { folder, wrong: [...wrong] },
  };
}

const described = (adapter: Adapter) => ({
  id: adapter.id,
  name: adapter.name,
  modes: [...modesOf(adapter)],
  takesModel: adapter.model !== undefined,
});

async function look(adapter: Adapter, env: Environment): Promise<FoundAgent | undefined> {
  for (const name of adapter.programs) {
    const file = await locate(name, env["PATH"] ?? "", homeOf(env));
    if (file === undefined) continue;
    const version = (await packageOf(file.real))?.version;
    return {
      ...described(adapter),
      file: file.path,
      ...(version === undefined ? {} : { version }),
      account: await accountOf(adapter, env),
      ...(adapter.firstRun === undefined ? {} : { firstRun: adapter.firstRun }),
    };
  }
  return undefined;
}

async function accountOf({ account }: Adapter, env: Environment): Promise<Account> {
  if (account === undefined)
    return {
      state: "unknown",
      why: "Nothing outside of the agent says whether you are signed in.",
    };
  const variable = account.variables.find((name) => (env[name] ?? "") !== "");
  if (variable !== undefined) return { state: "signed-in", why: `${variable} is set.` };
  for (const place of account.files) {
    const path = inPlace(place, env);
    if (path !== undefined && (await isFile(path)))
      return { state: "signed-in", why: `${place} is there.` };
  }
  if (account.keychain)
    return {
      state: "unknown",
      why: `The login may be in the system's keychain. If there is none: ${account.signIn}`,
    };
  return { state: "not-signed-in", why: account.signIn };
}

const homeOf = (env: Environment): string => env["HOME"] ?? homedir();

/** The path of a place in an adapter; undefined when its variable is not set. */
export function inPlace(place: string, env: Environment): string | undefined {
  if (place.startsWith("~/")) return join(homeOf(env), place.slice(2));
  const [, name, rest] = /^\$([A-Z_]+)\/(.*)$/.exec(place) ?? [];
  if (name === undefined || rest === undefined) return place;
  const folder = env[name];
  return folder === undefined || folder === "" ? undefined : join(folder, rest);
}

const isFile = (path: string): Promise<boolean> =>
  access(path)
    .then(() => stat(path))
    .then(
      (found) => found.isFile(),
      () => false,
    );
