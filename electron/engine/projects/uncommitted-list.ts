import { withPaths } from "@shared/contracts/project-patch";

/**
 * The list of uncommitted paths, read in the background, because git looks at every file of the repository for it.
 */
export interface UncommittedList {
  /**
   * Reads the list. One reading is active at a time; requests during a reading cause one more.
   * @param underway a reading that has begun already
   */
  read(underway?: Promise<readonly string[]>): void;
  /** Git's answer for a single path, which is newer than that of a reading that is active. */
  answered(path: string, isListed: boolean): void;
  close(): void;
}

/**
 * @param ask asks git for the list
 * @param began called when a reading begins
 * @param tell called with each list, sorted
 * @param failed called when git gives no list
 */
export function createUncommittedList(
  ask: () => Promise<readonly string[]>,
  began: () => void,
  tell: (paths: readonly string[]) => void,
  failed: (error: unknown) => void,
): UncommittedList {
  let isActive = false;
  let isRequested = false;
  let closed = false;
  let answers = new Map<string, boolean>();

  const withAnswers = (paths: readonly string[]): readonly string[] => {
    const added = [...answers].flatMap(([path, isListed]) => (isListed ? path : []));
    const removed = [...answers].flatMap(([path, isListed]) => (isListed ? [] : path));
    return answers.size === 0 ? paths : withPaths(paths, { added, removed });
  };
  const follow = async (reading: Promise<readonly string[]>): Promise<void> => {
    isActive = true;
    answers = new Map();
    began();
    try {
      const paths = await reading;
      if (!closed) tell(withAnswers(paths));
    } catch (error) {
      if (!closed) failed(error);
    }
    isActive = false;
    if (!isRequested || closed) return;
    isRequested = false;
    await follow(ask());
  };

  return {
    read(underway) {
      if (closed) return;
      if (isActive) isRequested = true;
      else void follow(underway ?? ask());
    },
    answered: (path, isListed) => void answers.set(path, isListed),
    close() {
      closed = true;
    },
  };
}
