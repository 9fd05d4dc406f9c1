const turns = new Map<string, Promise<unknown>>();

/**
 * Does one thing at a time for each key, in the order of the calls: git's own locks refuse whoever comes second,
 * and would take one part of this program for another program.
 * @param key what must not be touched by two at once: a folder, and the part of it
 */
export function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const done = (turns.get(key) ?? Promise.resolve()).catch(() => undefined).then(work);
  turns.set(key, done);
  const forget = () => {
    if (turns.get(key) === done) turns.delete(key);
  };
  done.then(forget, forget);
  return done;
}
