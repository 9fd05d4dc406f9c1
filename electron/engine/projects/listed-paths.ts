/** What is known of one document's place in the list of uncommitted files. */
interface KnownPath {
  /** The digest of the text with which git did not list the file. */
  readonly clean: string;
  /** Whether git lists the file with any other text. It does not list ignored files. */
  readonly isFollowed: boolean;
}

/** A document's text after a change. */
export interface ChangedText {
  /** SHA-256 in hex; undefined where nobody looked. */
  readonly digest?: string | undefined;
  /** The digest of the text before; undefined where nobody knows. */
  readonly base?: string | undefined;
}

/** Tells whether git lists a changed document as uncommitted, and asks git only where that does not follow. */
export interface ListedPaths {
  /** @param isListed whether git listed the document with the text before; undefined where that is not known */
  isListed(path: string, text: ChangedText, isListed: boolean | undefined): Promise<boolean>;
  /** Forgets all: the commit, the index or the configuration may be another. */
  forget(): void;
}

/** @param ask asks git for one path */
export function createListedPaths(ask: (path: string) => Promise<boolean>): ListedPaths {
  let known = new Map<string, KnownPath>();
  return {
    async isListed(path, { digest, base }, before) {
      const here = known;
      const fact = here.get(path);
      if (fact && digest !== undefined) return fact.isFollowed && digest !== fact.clean;
      const now = await ask(path);
      if (before === false && base !== undefined && digest !== undefined && digest !== base)
        here.set(path, { clean: base, isFollowed: now });
      return now;
    },
    forget() {
      known = new Map();
    },
  };
}
