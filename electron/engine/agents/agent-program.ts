import { basename, dirname, join, resolve } from "node:path";
import type { AgentChoice, AgentProgram } from "@shared/runs/first-event";
import { z } from "zod";
import { appVersion } from "../../system/app-version";
import { readRegular } from "../../system/regular-file";
import { programOf } from "./find-program";
import { locate } from "./locate";

/** Bytes of a package.json that are read. */
const longestPackage = 1024 * 1024;
/** The number of folders above a program that are searched for its package.json. */
const mostAbove = 6;

const packageSchema = z.object({
  name: z.string().min(1).max(200),
  version: z.string().min(1).max(200).optional(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]),
});

/**
 * Identifies an agent's program without starting it: by the npm package that installed it, with the package's
 * version, or else by the command.
 * @param cwd the folder for relative paths
 * @returns undefined when the command does not begin with a plain name
 */
export async function agentProgram(
  choice: AgentChoice,
  {
    env,
    cwd,
    program,
  }: {
    env: Readonly<Record<string, string | undefined>>;
    cwd: string;
    /** The program's file, for an agent with an adapter. */
    program?: string | undefined;
  },
): Promise<AgentProgram | undefined> {
  if (choice.kind === "built-in") return { name: "specwright", version: appVersion };
  const typed = choice.kind === "adapter" ? program : programOf(choice.command)?.name;
  if (typed === undefined) return undefined;
  const file = await locate(typed, env["PATH"] ?? "", cwd);
  const found = file === undefined ? undefined : await packageOf(file.real);
  return found ?? { name: basename(typed).slice(0, 200) };
}

/** The package that lists this file as one of its programs. */
export async function packageOf(file: string): Promise<AgentProgram | undefined> {
  let folder = dirname(file);
  for (let above = 0; above < mostAbove; above += 1) {
    const said = await readPackage(join(folder, "package.json"));
    if (said !== undefined) {
      const programs = typeof said.bin === "string" ? [said.bin] : Object.values(said.bin);
      if (!programs.some((path) => resolve(folder, path) === file)) return undefined;
      const { name, version } = said;
      return { name, ...(version === undefined ? {} : { version }) };
    }
    folder = dirname(folder);
  }
  return undefined;
}

async function readPackage(path: string): Promise<z.infer<typeof packageSchema> | undefined> {
  try {
    const text = (await readRegular(path, longestPackage)).toString("utf8");
    return packageSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
