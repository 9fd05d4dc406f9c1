import type { LeftOut } from "@shared/runs/left-out";
import { type Look, lookAt } from "../files/look-at";
import { everyTime, everythingBut } from "./capture";
import { type GitOptions, type GitPlace, git } from "./git";
import { inChunks } from "./in-chunks";

/** Bytes. A larger file would be read and stored completely at each change. */
export const largestFile = 20 * 1024 * 1024;

/** Above this number of names, looking at every file is faster for git than comparing each file with each name. */
const mostNames = 300;

/** The arguments for `git add`. */
export interface CheckpointPaths {
  /** Pathspecs, their bytes as characters (latin1); plain names when `literal` is true. */
  readonly pathspecs: readonly string[];
  readonly literal: boolean;
  readonly leftOut: readonly LeftOut[];
  /** Git has looked at everything and found nothing that differs from the index. */
  readonly unchanged: boolean;
}

/**
 * Decides which paths git has to look at, and which are left out. Git is asked only where names are not enough:
 * for the files of a folder, for whether a missing name was tracked, and for whether a left-out path is ignored
 * anyway.
 * @param options of a call with the index in its environment
 */
export async function checkpointPaths(
  place: GitPlace,
  given: {
    readonly changed: readonly string[] | "everything";
    /** Submodules and repositories that the agent made: their bytes as characters (latin1). */
    readonly excluded: readonly string[];
    readonly largest: number;
    readonly options: GitOptions;
  },
): Promise<CheckpointPaths> {
  const { changed, excluded, largest, options } = given;
  const names = excluded.map((path) => Buffer.from(path, "latin1").toString("utf8"));
  const list = async (...args: string[]) => {
    const listed = await git(
      place,
      [...everyTime, "ls-files", "-z", "--exclude-standard", ...args],
      options,
    );
    return [...new Set(listed.text().split("\0").filter(Boolean))];
  };
  const look = (paths: readonly string[]) =>
    inChunks(paths, async (path) => ({ path, look: await lookAt(place.top, path, largest) }));
  if (changed === "everything" || changed.length > mostNames) {
    const differing = await list("--others", "--modified");
    const leftOut = leftOutOf(await look(differing));
    const paths = [...excluded, ...leftOut.map(({ path }) => asBytes(path))];
    return {
      pathspecs: everythingBut(paths),
      literal: false,
      leftOut,
      unchanged: differing.length === 0,
    };
  }
  const own = changed.filter(
    (path) => !names.some((each) => path === each || path.startsWith(`${each}/`)),
  );
  const looks = await look(own);
  const plain = looks.filter((each) => each.look === "file" || each.look === "link");
  const asked = looks.filter((each) => !plain.includes(each) && each.look !== "other");
  const unclear = asked.map(({ path }) => path);
  const listed =
    unclear.length === 0 ? [] : await look(await list("--cached", "--others", "--", ...unclear));
  const there = listed.filter(
    ({ path, look }) => look !== "other" && !isLeftOut(look) && !names.includes(path),
  );
  return {
    // Git lists an inner repository with a slash at its end.
    pathspecs: [...plain, ...there].map(({ path }) => asBytes(path.replace(/\/$/, ""))),
    literal: true,
    leftOut: leftOutOf(listed),
    unchanged: false,
  };
}

const asBytes = (path: string): string => Buffer.from(path, "utf8").toString("latin1");

const isLeftOut = (look: Look): look is "large" | "unreadable" =>
  look === "large" || look === "unreadable";

const leftOutOf = (looks: readonly { readonly path: string; readonly look: Look }[]): LeftOut[] =>
  looks.flatMap(({ path, look }) => (isLeftOut(look) ? [{ path, reason: look }] : []));
