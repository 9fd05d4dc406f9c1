import { open, readdir, realpath } from "node:fs/promises";
import { basename, delimiter, dirname, isAbsolute, join, relative, sep } from "node:path";
import { kindOf } from "../../system/disk";

/** Settings of the person that programs need: git's name, mail and aliases. They are no secrets. */
const settings = [".gitconfig", ".config/git"];

/** Folders below the home folder into which version managers install programs and their packages. */
const toolchains = [
  ...[
    ".nvm",
    ".pyenv",
    ".rbenv",
    ".asdf",
    ".volta",
    ".bun",
    ".deno",
    ".sdkman",
    ".jenv",
    ".nodenv",
  ],
  ...[".cargo", ".rustup", ".ghcup", ".juliaup", ".dotnet", "go", ".npm-global", ".fnm", ".opam"],
  ...[".local/lib", ".local/pipx", ".local/share/mise", ".local/share/fnm", ".local/share/uv"],
  ...[".local/share/pipx", ".local/share/pnpm", ".local/share/virtualenvs"],
];

/** Files with credentials inside of the toolchains' folders. */
const credentials = [
  ...[".cargo/credentials", ".cargo/credentials.toml", ".dotnet/.credentials"],
  ...[".config/git/credentials", ".bun/.npmrc", ".npm-global/etc/npmrc"],
];

/** The largest number of links of one folder that are followed. */
const mostLinks = 2000;

/**
 * The folders and files inside of hidden folders that a run's programs need: the folders of the PATH, the packages
 * that links in them lead to, the interpreters of scripts in them, and toolchains.
 * @param hidden folders without symbolic links
 * @param programs further programs that the run starts, absolute
 * @param named files that the person's command names, absolute; they need not exist
 */
export async function readablePaths({
  home,
  hidden,
  path,
  programs,
  named = [],
}: {
  readonly home: string;
  readonly hidden: readonly string[];
  readonly path: string;
  readonly programs: readonly string[];
  readonly named?: readonly string[];
}): Promise<{ readonly readable: string[]; readonly masked: string[] }> {
  const found = new Set<string>();
  const isHidden = (place: string) => hidden.some((folder) => isWithin(folder, place));
  /** A folder around a hidden one would show the hidden one again. */
  const add = (place: string) => {
    if (isHidden(place) && !hidden.some((folder) => isWithin(place, folder))) found.add(place);
  };
  const addProgram = async (program: string): Promise<void> => {
    const real = await realpath(program).catch(() => undefined);
    if (real === undefined || !isHidden(real)) return;
    add(packageOf(real, home));
    await addInterpreter(real);
  };
  const addInterpreter = async (real: string): Promise<void> => {
    const interpreter = await interpreterOf(real);
    if (interpreter === undefined) return;
    const target = await realpath(interpreter).catch(() => undefined);
    if (target !== undefined && target !== real && isHidden(target)) add(packageOf(target, home));
  };
  for (const name of [...settings, ...toolchains]) {
    const real = await realpath(join(home, name)).catch(() => undefined);
    if (real === undefined) continue;
    add(join(home, name));
    add(real);
  }
  for (const folder of path.split(delimiter).filter(isAbsolute)) {
    const real = await realpath(folder).catch(() => undefined);
    if (real === undefined || !isHidden(real)) continue;
    add(folder);
    add(real);
    await Promise.all((await entriesOf(real)).map((entry) => addProgram(join(real, entry))));
  }
  for (const program of programs) {
    for (const place of [program, await realpath(program).catch(() => program)])
      if (isHidden(place)) add(await installationOf(place, home));
    await addProgram(program);
  }
  for (const file of named) {
    const real = await realpath(file).catch(() => undefined);
    if (real === undefined || (await kindOf(real)) !== "file") continue;
    for (const place of [file, real])
      if (isHidden(place)) add((await packageAround(place, home)) ?? place);
    await addInterpreter(real);
  }
  const masked: string[] = [];
  for (const name of credentials) {
    const file = join(home, name);
    const real = await realpath(file).catch(() => undefined);
    if (real !== undefined && [...found].some((folder) => isWithin(folder, file)))
      masked.push(real);
  }
  return { readable: [...found], masked };
}

/**
 * The folder with everything that belongs to a program: the outermost `node_modules`, the folder beside `bin`, or the
 * program's own folder. It is never the home folder, nor one in which many programs keep their data.
 */
export function packageOf(program: string, home: string): string {
  const parts = program.split(sep);
  const modules = parts.indexOf("node_modules");
  if (modules > 0) return parts.slice(0, modules + 1).join(sep);
  const folder = dirname(program);
  const around = ["bin", "shims", "libexec"].includes(basename(folder)) ? dirname(folder) : folder;
  if (!isShared(around, home)) return around;
  return isShared(folder, home) ? program : folder;
}

/** A folder itself; of a program the nearest folder with a `package.json`, or else `packageOf`. */
async function installationOf(program: string, home: string): Promise<string> {
  if ((await kindOf(program)) === "folder") return program;
  return (await packageAround(program, home)) ?? packageOf(program, home);
}

/** The outermost `node_modules`, or else the nearest folder with a `package.json`, around a program. */
async function packageAround(program: string, home: string): Promise<string | undefined> {
  if (program.includes(`${sep}node_modules${sep}`)) return packageOf(program, home);
  for (let folder = dirname(program); !isShared(folder, home); folder = dirname(folder))
    if ((await kindOf(join(folder, "package.json"))) === "file") return folder;
  return undefined;
}

/** The home folder, those above it, and folders in it in which several programs keep their data. */
const isShared = (folder: string, home: string): boolean =>
  isWithin(folder, home) ||
  folder === dirname(folder) ||
  [".local", ".local/share", ".config", ".cache"].some((name) => folder === join(home, name)) ||
  folder === "/tmp";

/** The interpreter in the first line of a script. */
async function interpreterOf(file: string): Promise<string | undefined> {
  const opened = await open(file, "r").catch(() => undefined);
  if (opened === undefined) return undefined;
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(300), 0, 300, 0);
    return /^#! ?(\/\S+)/.exec(buffer.toString("latin1", 0, bytesRead))?.[1];
  } catch {
    return undefined;
  } finally {
    await opened.close();
  }
}

async function entriesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isSymbolicLink() || entry.isFile())
    .slice(0, mostLinks)
    .map(({ name }) => name);
}

/** Whether a path is a folder or lies in it. */
export function isWithin(folder: string, path: string): boolean {
  const rest = relative(folder, path);
  return rest === "" || (!isAbsolute(rest) && rest.split(sep)[0] !== "..");
}
