import { resolve } from "node:path";
import type { Asked } from "@shared/contracts/app";
import { isMeantAsLink, readMomentLink } from "@shared/runs/moment-link";

/**
 * What a command line asks the app to show: its first word that is no switch, and not the app's own folder.
 * @param argv with the executable
 * @param folder what a relative path starts from
 * @param packaged in development, the app's own folder is on the command line as well
 * @returns undefined when nothing is asked for
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
  // Recordings and repositories are told apart by their names: a repository is a folder.
  return { kind: path.toLowerCase().endsWith(".cast") ? "recording" : "project", path };
}

/** What a link that the system hands over asks for. */
export function askedByLink(text: string): Asked {
  const link = readMomentLink(text);
  return "refused" in link ? { kind: "refused", reason: link.refused } : { kind: "moment", link };
}
