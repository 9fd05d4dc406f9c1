import { resolve } from "node:path";
import type { Asked } from "@shared/contracts/app";
import { isMeantAsLink, readMomentLink } from "@shared/runs/moment-link";

/**
 * The project, recording or link that a command line asks for: its first argument that is neither a switch nor the
 * app's own folder.
 * @param argv with the executable
 * @param folder the base of relative paths
 * @param packaged false in development, when the app's own folder is on the command line as well
 * @returns undefined when the command line asks for nothing
 */
export function askedBy(
  argv: readonly string[],
  folder: string,
  packaged: boolean,
): Asked | undefined {
  const words = argv.slice(1).filter((word) => !word.startsWith("-"));
  const word = words[packaged ? 0 : 1];
  if (word === undefined) return undefined;
  if (isMeantAsLink(word)) return askedByLink(word);
  const path = resolve(folder, word);
  // The name's extension distinguishes recordings from repositories, which are folders.
  return { kind: path.toLowerCase().endsWith(".cast") ? "recording" : "project", path };
}

/** The project, recording or moment that a link of the system asks for. */
export function askedByLink(text: string): Asked {
  const link = readMomentLink(text);
  return "refused" in link ? { kind: "refused", reason: link.refused } : { kind: "moment", link };
}
