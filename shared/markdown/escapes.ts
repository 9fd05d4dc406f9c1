/**
 * Says for each sign of a text whether a backslash goes before it. It is asked for every sign that Markdown could
 * take for its own, in the order of writing.
 */
export interface Escapes {
  wants(sign: string): boolean;
}

/** Text as it is, which looks best and may be read back as something else. */
export const noEscapes: Escapes = { wants: () => false };

/** Text that is read back as text whatever it says. */
export const allEscapes: Escapes = { wants: () => true };

/** ASCII punctuation that can begin or end a construct of CommonMark or of GitHub's extensions. */
const signs = /[\\`*_[\]<>&#+\-=.()~|!:@]/g;

export const isSign = (character: string): boolean =>
  /^[\\`*_[\]<>&#+\-=.()~|!:@]$/.test(character);

/** A text with the backslashes that are wanted in it. */
export const escaped = (text: string, escapes: Escapes): string =>
  text.replace(signs, (sign) => (escapes.wants(sign) ? `\\${sign}` : sign));

/** Signs that do nothing once another one before them is escaped; these lose their backslash first. */
const followers = /[\]>).:@!(|=+-]/;

/** So many characters are read at most to find backslashes that can go. */
const mostRead = 2_000_000;

/** Signs of an address that would mean something outside of it. */
const longestAddress = 8;

/**
 * What is written with as few backslashes as it takes to be read as it should: without any single one of them it
 * would be read otherwise. Of two signs that belong together the first is escaped.
 * @param write asks for the same signs in the same order each time; undefined where nothing can be written
 * @returns undefined where it is not read as it should even with all of them
 */
export function fewestEscapes(
  write: (escapes: Escapes) => string | undefined,
  reads: (source: string) => boolean,
): string | undefined {
  const asked: string[] = [];
  const plain = write({
    wants(sign) {
      asked.push(sign);
      return false;
    },
  });
  if (plain === undefined) return undefined;
  if (reads(plain)) return plain;

  const chosen = new Set(asked.keys());
  let read = 0;
  const attempt = (): string | undefined => {
    let at = 0;
    const source = write({ wants: () => chosen.has(at++) });
    read += source?.length ?? 0;
    return source !== undefined && reads(source) ? source : undefined;
  };
  let found = chosen.size > 0 ? attempt() : undefined;
  if (found === undefined) return undefined;

  // Which have to stay, as long as no other goes.
  let needed = new Set<number>();
  /** Takes backslashes out together. @returns whether the text does without them; if not, they are back */
  const goTogether = (places: readonly number[]): boolean => {
    for (const place of places) chosen.delete(place);
    const without = attempt();
    if (without === undefined) {
      for (const place of places) chosen.add(place);
      return false;
    }
    found = without;
    needed = new Set();
    return true;
  };
  /** Takes backslashes out, all at once where that does and otherwise half by half. */
  const takeOut = (places: readonly number[]): void => {
    if (places.length === 0 || read > mostRead || goTogether(places)) return;
    if (places.length === 1) {
      for (const place of places) needed.add(place);
      return;
    }
    const half = places.length >> 1;
    takeOut(places.slice(0, half));
    takeOut(places.slice(half));
  };
  const isFollower = (place: number) => followers.test(asked[place] ?? "");
  // The last ones first, so that those stay that begin something.
  const left = [...chosen].sort((a, b) => b - a);
  takeOut(left.filter(isFollower));
  takeOut(left.filter((place) => !isFollower(place)));
  do {
    for (let doubtful = [...chosen]; doubtful.length > 0 && read <= mostRead; ) {
      doubtful = [...chosen].filter((place) => !needed.has(place));
      for (const place of doubtful.reverse()) takeOut([place]);
    }
  } while (read <= mostRead && addresses().some(goTogether));
  return found;

  /**
   * Signs that may belong to one address: where it is read as one, nothing in it means anything else. So the backslash
   * that breaks it and those in it go together or not at all.
   */
  function addresses(): number[][] {
    const left = [...chosen].sort((a, b) => a - b);
    return left.flatMap((place, at) =>
      /[:.@]/.test(asked[place] ?? "")
        ? Array.from({ length: Math.min(longestAddress, left.length - at) - 1 }, (_, more) =>
            left.slice(at, at + 2 + more),
          )
        : [],
    );
  }
}
