const turns = new Map<string, Promise<unknown>>();

/**
 * Runs the works for one key one after the other, in the order of the calls. Git's own locks would refuse the
 * second one, as if another program held the lock.
 * @param key the resource that only one work may use: a folder and a part of it
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
