import { call, on } from "../../store/bridge";

/** The texts of other documents as they are on disk. */
export interface Texts {
  /** The texts that have been read so far, by path. */
  current(): ReadonlyMap<string, string>;
  close(): void;
}

/**
 * Reads documents, and reads each again when it changes. Leaves out a document that cannot be read.
 * @param changed called after each changed text, and once when all have been read the first time
 */
export function openTexts(paths: readonly string[], changed: () => void): Texts {
  const texts = new Map<string, string>();
  let open = true;
  const read = async (path: string): Promise<boolean> => {
    const text = await call("documents.read", { path }).then(
      (content) => content.text,
      () => undefined,
    );
    if (!open || texts.get(path) === text) return false;
    if (text === undefined) return texts.delete(path);
    texts.set(path, text);
    return true;
  };
  void Promise.all(paths.map(read)).then(() => {
    if (open) changed();
  });
  const stop = on("documents.changed", ({ path }) => {
    if (!paths.includes(path)) return;
    void read(path).then((different) => {
      if (open && different) changed();
    });
  });
  return {
    current: () => texts,
    close() {
      open = false;
      stop();
    },
  };
}
