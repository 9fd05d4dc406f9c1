/**
 * Decides for each sign of a text whether a backslash goes before it. `wants` is called, in writing order,
 * for every sign that can have a meaning in Markdown.
 */
export interface Escapes {
  wants(sign: string): boolean;
}

/** Writes text without backslashes. It looks best but may be parsed as something else. */
export const noEscapes: Escapes = { wants: () => false };

/** Writes a backslash before every sign, so that the result is always parsed as text. */
export const allEscapes: Escapes = { wants: () => true };

/** ASCII punctuation that can begin or end a construct of CommonMark or of GitHub's extensions. */
const signs = /[\\`*_[\]<>&#+\-=.()~|!:@]/g;

export const isSign = (character: string): boolean =>
  /^[\\`*_[\]<>&#+\-=.()~|!:@]$/.test(character);

/** Inserts the wanted backslashes into a text. */
export const escaped = (text: string, escapes: Escapes): string =>
  text.replace(signs, (sign) => (escapes.wants(sign) ? `\\${sign}` : sign));

/** Signs that have no effect once an earlier sign is escaped. Their backslashes are removed first. */
const followers = /[\]>).:@!(|=+-]/;

/** The most characters that are parsed while looking for backslashes to remove. */
const mostRead = 2_000_000;

/** The most signs of one address that have a meaning outside of an address. */
const longestAddress = 8;

/**
 * Writes a text with as few backslashes as possible: removing any one of them would change the meaning. Of
 * two signs that belong together, the first is escaped.
 * @param write asks for the same signs in the same order each time; returns undefined where no text can be
 * written
 * @returns undefined where the text is misread even with every backslash
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

  // Backslashes that cannot be removed as long as all others stay.
  let needed = new Set<number>();
  /**
   * Removes several backslashes together. @returns whether the text keeps its meaning; otherwise they are
   * restored
   */
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
  /** Removes backslashes: all at once if possible, otherwise half by half. */
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
  // Removes the last backslashes first, so that signs that begin a construct stay escaped.
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
   * Groups of signs that may belong to one address. Inside an address no sign has another meaning, so the
   * backslash that breaks the address and those inside it can only be removed together.
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
