import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import type { Program, SessionSpec } from "./protocol";

/**
 * Checks a program before its start, because in a pseudo-terminal a program that cannot be started looks like a
 * failed one.
 * @throws an Error with a message for the person when the program or its working folder does not exist
 */
export function requireProgram(program: Program, spec: SessionSpec): void {
  if (!statSync(spec.cwd, { throwIfNoEntry: false })?.isDirectory())
    throw new Error(`The working tree ${spec.cwd} is not there.`);
  const { file } = program;
  const folders = (spec.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates =
    isAbsolute(file) || file.includes("/")
      ? [resolve(spec.cwd, file)]
      : folders.map((folder) => join(folder, file));
  if (!candidates.some(executable))
    throw new Error(`The program ${file} was not found. Install it or choose another agent.`);
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
