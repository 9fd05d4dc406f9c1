import type { Around, NamedPaths, Running } from "./event";
import { leftOutSentence } from "./left-out";
import type { Captured } from "./summary";

/** What is to be known of a change beside its files, before it is approved: a sentence for each. */
export function besideWords(change: Captured, leftRunning: readonly Running[] = []): string[] {
  const { since, around } = change;
  const left = leftOutSentence(change);
  return [
    ...(left === undefined ? [] : [left]),
    ...(around ?? []).map(aroundWords),
    ...(since === undefined ? [] : sinceWords(since)),
    ...(leftRunning.length === 0 ? [] : [`${leftRunningWords(leftRunning)}.`]),
  ];
}

/** Programs that still run, in words without a full stop. */
export function leftRunningWords(processes: readonly Running[]): string {
  const names = processes.map(({ pid, command }) => `${command || "a program"} (process ${pid})`);
  return `Still at work in the run's working tree: ${names.join("; ")}`;
}

/** Programs that were ended because what had started them was over, in words without a full stop. */
export function leftBehindWords(
  by: "set-up" | "agent" | "validation",
  processes: readonly Running[],
): string {
  const names = processes.map(({ command }) => command || "a program");
  return `Ended what the ${by} left running: ${names.join("; ")}`;
}

function sinceWords({ paths, more }: NamedPaths): string[] {
  const [first, ...rest] = paths;
  if (first === undefined) return [];
  const others = rest.length + more;
  const named = others === 0 ? first : `${first} and ${others} more`;
  return [
    `After the validation these files of the change were not what it began with: ${named}. What is approved is the content from before the validation.`,
  ];
}

function aroundWords({ what, name, from, to }: Around): string {
  const short = (id: string) => id.slice(0, 7);
  const moved =
    from === undefined
      ? `was made${to === undefined ? "" : `, at ${short(to)}`}`
      : to === undefined
        ? `was deleted; it was at ${short(from)}`
        : `moved from ${short(from)} to ${short(to)}`;
  switch (what) {
    case "branch":
      return `The branch ${name} ${moved}.`;
    case "ref":
      return `The ref ${name} ${moved}.`;
    case "stash":
      return `The stash ${moved}.`;
    case "head":
      return `Your working tree is on ${to || "nothing"}; it was on ${from || "nothing"}.`;
    case "configuration":
      return `Git's ${name} of the repository was changed.`;
    case "hook":
      return `Git's ${name} was changed.`;
    case "file":
      return `Git's ${name} of the repository was changed.`;
    case "more":
      return `${name} more things changed in the repository.`;
  }
}
