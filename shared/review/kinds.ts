/** What kind of thing a file of a change is, by git's modes; see git-fast-import(1) for the list of them. */
export interface Modes {
  readonly oldMode: string;
  readonly newMode: string;
}

const nothing = "000000";

const names: Readonly<Record<string, string>> = {
  "100644": "a file",
  "100755": "a program",
  "120000": "a link",
  "160000": "a submodule",
};
const named = (mode: string): string => names[mode] ?? `of mode ${mode}`;

/**
 * What has to be said of a file beside its lines: that it can be run, that it is no file, or that it was something
 * else; undefined for a plain file that stays one.
 * @param target where a link leads now
 */
export function kindWords(
  { oldMode, newMode }: Modes,
  target: string | undefined,
): string | undefined {
  const now = newMode === nothing ? oldMode : newMode;
  const what = now === "120000" && target !== undefined ? `a link to ${target}` : named(now);
  if (oldMode !== nothing && newMode !== nothing && oldMode !== newMode)
    return `Was ${named(oldMode)}, is now ${what}.`;
  if (now === "100644") return undefined;
  const more =
    now === "160000"
      ? " Of it only the id of its commit is part of the change. `git submodule update` checks it out; push it from the submodule before this branch."
      : "";
  return `${what.slice(0, 1).toUpperCase()}${what.slice(1)}${newMode === nothing ? ", deleted" : ""}.${more}`;
}

/** The same in a word, for a list; empty for a plain file that stays one. */
export function kindWord({ oldMode, newMode }: Modes): string {
  const now = newMode === nothing ? oldMode : newMode;
  if (now === "100755") return "program";
  if (now === "120000") return "link";
  if (now === "160000") return "submodule";
  return oldMode !== nothing && oldMode !== newMode && newMode !== nothing
    ? `was ${named(oldMode).replace(/^an? /, "")}`
    : "";
}

/** Whether git tells a change of a file in two parts: what is gone, and what came in its place. */
export const isTwoParts = ({ oldMode, newMode }: Modes): boolean =>
  oldMode !== nothing && newMode !== nothing && oldMode.slice(0, 3) !== newMode.slice(0, 3);
