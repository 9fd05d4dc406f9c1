import { access, constants, realpath } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/**
 * The file of a program's name.
 * @param path the PATH; relative folders in it are ignored
 * @param cwd the folder for a name with a slash
 * @returns the path as it is found, and with links followed; undefined when there is none
 */
export async function locate(
  name: string,
  path: string,
  cwd: string,
): Promise<{ readonly path: string; readonly real: string } | undefined> {
  const endings = process.platform === "win32" ? [".exe", ".cmd", ".bat", ""] : [""];
  const bases = name.includes("/")
    ? [resolve(cwd, name)]
    : path
        .split(delimiter)
        .filter((folder) => isAbsolute(folder))
        .map((folder) => join(folder, name));
  for (const place of bases.flatMap((base) => endings.map((ending) => `${base}${ending}`))) {
    const real = await access(place, constants.X_OK).then(
      () => realpath(place),
      () => undefined,
    );
    if (real !== undefined) return { path: place, real };
  }
  return undefined;
}
