/** The kind of a changed file, by git's modes; git-fast-import(1) lists them. */
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
 * A remark about a file besides its lines: that it is a program, that it is no plain file, or that its kind
 * changed; undefined for a plain file that stays one.
 * @param target the current target of a link
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

/** The same as one word, for a list; empty for a plain file that stays one. */
export function kindWord({ oldMode, newMode }: Modes): string {
  const now = newMode === nothing ? oldMode : newMode;
  if (now === "100755") return "program";
  if (now === "120000") return "link";
  if (now === "160000") return "submodule";
  return oldMode !== nothing && oldMode !== newMode && newMode !== nothing
    ? `was ${named(oldMode).replace(/^an? /, "")}`
    : "";
}

/** Whether git shows a change of a file in two parts: the removed file and the new one. */
export const isTwoParts = ({ oldMode, newMode }: Modes): boolean =>
  oldMode !== nothing && newMode !== nothing && oldMode.slice(0, 3) !== newMode.slice(0, 3);
