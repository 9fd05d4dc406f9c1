import { z } from "zod";

/** What a kept state of a working tree does not have, and why. */
export const leftOutSchema = z.object({
  path: z.string(),
  reason: z.enum([
    "large",
    "unreadable",
    /** A repository of its own, or a working tree: git keeps nothing of it but the name of a commit. */
    "repository",
    /** A submodule that holds more than the commit at which the change names it. */
    "submodule",
    /** A file of the person's that git ignored when the run began and that was copied into its tree. */
    "given",
    /** Git takes no such name. */
    "name",
    /** The whole tree: another folder, or a link, stands where it was. */
    "replaced",
  ]),
});
export type LeftOut = z.infer<typeof leftOutSchema>;

/** How many are named one by one. */
export const mostLeftOut = 20;

const reasons: Record<LeftOut["reason"], string> = {
  large: "a file that is too large",
  unreadable: "a file that cannot be read",
  repository: "a repository of its own",
  submodule: "a submodule that was changed",
  given: "a file that git ignored when the run began, copied from your working tree",
  name: "a name that git does not take",
  replaced: "what stands where the run's working tree was",
};

/** Of a captured change: what the working tree has beside it. */
export const leftOutShape = {
  /** Undefined for nothing. */
  leftOut: z.array(leftOutSchema).max(mostLeftOut).optional(),
  /** How many more there are than are named. */
  moreLeftOut: z.number().int().positive().optional(),
};
export interface LeftOutOfChange {
  readonly leftOut?: readonly LeftOut[] | undefined;
  readonly moreLeftOut?: number | undefined;
}

/** The form in which an event names what was left out. */
export function namedLeftOut(all: readonly LeftOut[]): {
  leftOut?: LeftOut[];
  moreLeftOut?: number;
} {
  if (all.length === 0) return {};
  const leftOut = all.slice(0, mostLeftOut);
  const more = all.length - leftOut.length;
  return more > 0 ? { leftOut, moreLeftOut: more } : { leftOut };
}

/** What a person is told before they approve; undefined when the change is all that there is. */
export function leftOutSentence({ leftOut, moreLeftOut }: LeftOutOfChange): string | undefined {
  if (leftOut === undefined) return undefined;
  const words = `Not in the change: ${leftOutWords(leftOut, moreLeftOut)}.`;
  const given = leftOut.filter(({ reason }) => reason === "given");
  if (given.length > 0) {
    const rest = leftOut.filter(({ reason }) => reason !== "given");
    const others = leftOutSentence({
      leftOut: rest.length === 0 ? undefined : rest,
      moreLeftOut: rest.length === 0 ? undefined : moreLeftOut,
    });
    const more = rest.length === 0 ? (moreLeftOut ?? 0) : 0;
    const own = `Not in the change: ${leftOutWords(given, more)}. The run would have committed it: see whether the change has git ignore it no more.`;
    return others === undefined ? own : `${own} ${others}`;
  }
  if (leftOut.some(({ reason }) => reason === "replaced"))
    return `${words} The change is what was committed on the run's branch.`;
  return leftOut.every(({ reason }) => reason === "submodule") && moreLeftOut === undefined
    ? `${words} When you decide, your own submodule keeps it under refs/specwright/kept/; what cannot be kept there stays in the run's working tree.`
    : `${words} It stays in the run's working tree.`;
}

/** "web (a repository of its own) and lib (a submodule that was changed)"; long lists are cut. */
export function leftOutWords(all: readonly LeftOut[], more = 0): string {
  const named = all
    .slice(0, 5)
    .map(({ path, reason }) =>
      reason === "replaced" ? reasons[reason] : `${path} (${reasons[reason]})`,
    );
  const others = all.length - named.length + more;
  if (others > 0) return `${named.join(", ")} and ${others} more`;
  const last = named.pop() ?? "";
  return named.length === 0 ? last : `${named.join(", ")} and ${last}`;
}
