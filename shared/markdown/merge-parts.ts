/** The same stretch in three texts. */
export interface Sides {
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

/** A stretch with a settled text. */
export interface Agreed extends Sides {
  readonly kind: "agreed";
  readonly text: string;
}

/** A stretch that both sides changed in different ways. */
export interface Conflict extends Sides {
  readonly kind: "conflict";
  /** Mine and theirs, one below the other. */
  readonly both: string;
  /** The source text of the heading above the conflict; "" without a heading. */
  readonly under: string;
  /** The conflict's UTF-16 offset in the merged text that takes mine for every conflict. */
  readonly at: number;
}

/**
 * One stretch of a merged text. Joined over all parts, `base`, `mine` and `theirs` are the three whole
 * texts.
 */
export type Part = Agreed | Conflict;

export const agreed = (sides: Sides, text: string): Agreed => ({ kind: "agreed", ...sides, text });

/**
 * Makes a conflict.
 * @param separator goes between the two versions when the first does not end in a line end
 */
export function conflict({ base, mine, theirs }: Sides, separator: string): Conflict {
  const open = mine !== "" && theirs !== "" && !/[\r\n]$/.test(mine);
  const both = mine + (open ? separator : "") + theirs;
  return { kind: "conflict", base, mine, theirs, both, under: "", at: 0 };
}

/**
 * Settles a stretch that at most one side changed, or that both changed in the same way. Otherwise
 * undefined.
 */
export function obvious(sides: Sides): Agreed | undefined {
  const { base, mine, theirs } = sides;
  if (mine === theirs || theirs === base) return agreed(sides, mine);
  return mine === base ? agreed(sides, theirs) : undefined;
}

/** Joins several parts into one: a conflict if any of them is one. */
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

/** Joins neighbouring agreed parts. Empty parts are dropped. */
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

/** Sets each conflict's offset and the heading above it. */
export function withPlaces(parts: readonly Part[]): Part[] {
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
