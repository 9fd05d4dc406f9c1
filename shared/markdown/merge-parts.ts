/** The same stretch in three texts. */
export interface Sides {
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

/** A stretch of which it is clear how it reads. */
export interface Agreed extends Sides {
  readonly kind: "agreed";
  readonly text: string;
}

/** A stretch that both changed, each in another way. */
export interface Conflict extends Sides {
  readonly kind: "conflict";
  /** Mine and theirs, one below the other. */
  readonly both: string;
  /** The heading that it stands under, as it is written; "" where there is none. */
  readonly under: string;
  /** Where it begins in the merged text that has mine in every conflict. */
  readonly at: number;
}

/** One stretch of a merged text. The sides of all stretches, joined, are the three whole texts. */
export type Part = Agreed | Conflict;

export const agreed = (sides: Sides, text: string): Agreed => ({ kind: "agreed", ...sides, text });

/**
 * A conflict.
 * @param separator what stands between two that do not end their line
 */
export function conflict({ base, mine, theirs }: Sides, separator: string): Conflict {
  const open = mine !== "" && theirs !== "" && !/[\r\n]$/.test(mine);
  const both = mine + (open ? separator : "") + theirs;
  return { kind: "conflict", base, mine, theirs, both, under: "", at: 0 };
}

/** What can be said without looking closer: at most one side changed, or both in the same way. */
export function obvious(sides: Sides): Agreed | undefined {
  const { base, mine, theirs } = sides;
  if (mine === theirs || theirs === base) return agreed(sides, mine);
  return mine === base ? agreed(sides, theirs) : undefined;
}

/** Several stretches as one; a conflict if one of them is. */
export function fuse(parts: readonly Part[]): Part {
  const join = (read: (part: Part) => string) => parts.map(read).join("");
  const sides = {
    base: join(({ base }) => base),
    mine: join(({ mine }) => mine),
    theirs: join(({ theirs }) => theirs),
  };
  const text = join((part) => (part.kind === "agreed" ? part.text : part.both));
  return parts.every(({ kind }) => kind === "agreed")
    ? agreed(sides, text)
    : { kind: "conflict", ...sides, both: text, under: "", at: 0 };
}

/** Neighbours that are agreed, as one. Stretches without any text are left out. */
export function tidy(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  let run: Agreed[] = [];
  const close = () => {
    if (run.length > 0) result.push(fuse(run));
    run = [];
  };
  for (const part of parts) {
    if (part.kind === "agreed") {
      run.push(part);
      continue;
    }
    close();
    result.push(part);
  }
  close();
  return result.filter(({ base, mine, theirs }) => base !== "" || mine !== "" || theirs !== "");
}

/** Says of each conflict where it is, and which heading it stands under. */
export function located(parts: readonly Part[]): Part[] {
  let under = "";
  let at = 0;
  return parts.map((part) => {
    const here = at;
    at += (part.kind === "conflict" ? part.mine : part.text).length;
    if (part.kind === "conflict") return { ...part, under, at: here };
    const headings = [...part.text.matchAll(/^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$/gm)];
    under = headings.at(-1)?.[1] ?? under;
    return part;
  });
}
