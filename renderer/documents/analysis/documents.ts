import { type ReadDocument, readDocument } from "@shared/specs/analysis";
import { call, on } from "../../store/bridge";

/** Other documents as they lie on disk, kept while they are needed. */
export interface Documents {
  /** Those that were read so far. */
  current(): ReadonlyMap<string, ReadDocument>;
  close(): void;
}

/**
 * Reads documents and reads each again when it changes. One that cannot be read is left out.
 * @param changed called when something else was read, and once when all were read the first time
 */
export function openDocuments(paths: readonly string[], changed: () => void): Documents {
  const texts = new Map<string, ReadDocument>();
  let open = true;
  const read = async (path: string): Promise<boolean> => {
    const text = await call("documents.read", { path }).then(
      (content) => content.text,
      () => undefined,
    );
    await idle();
    if (!open || texts.get(path)?.text === text) return false;
    if (text === undefined) return texts.delete(path);
    texts.set(path, readDocument({ path, text }));
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

/** Reading a large document takes tens of milliseconds: not while somebody types. */
const idle = () =>
  new Promise((resolve) => {
    requestIdleCallback(resolve, { timeout: 2_000 });
  });
