/**
 * What a person has written into a field and not sent. It outlives its field: it is in memory at once, and in the
 * local database as soon as that has taken it.
 */
export interface FieldText {
  /** What is written there; undefined when nothing is. */
  read(): string | undefined;
  /** Looks in the database, the first time. @returns the same as `read` from then on */
  load(): Promise<string | undefined>;
  /** @param text an empty one counts as nothing written */
  write(text: string): void;
  /** It was sent: nothing of it stays. */
  drop(): void;
}

/** Where the texts are kept beyond this page. */
export interface FieldTextPorts {
  get(name: string): Promise<string | undefined>;
  put(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Names a field for as long as what it asks for can be asked: what it is, and of what. */
export const fieldName = (kind: string, ...of: readonly string[]): string =>
  [kind, ...of].join("\0");

/** All fields of a window, by their names. */
export function createFieldTexts(ports: FieldTextPorts): (name: string) => FieldText {
  const texts = new Map<string, string | undefined>();
  // One thing at a time, so that what was written last is what is kept; and only the latest of several.
  const working = new Map<string, Promise<void>>();
  const keep = (name: string) => {
    if (working.has(name)) return;
    const work = async () => {
      for (;;) {
        const text = texts.get(name);
        // A database that takes nothing loses nothing: the window still has the text.
        await (text === undefined ? ports.remove(name) : ports.put(name, text)).catch(
          () => undefined,
        );
        if (texts.get(name) === text) break;
      }
      working.delete(name);
    };
    working.set(name, work());
  };
  const set = (name: string, text: string | undefined) => {
    texts.set(name, text);
    keep(name);
  };
  return (name) => ({
    read: () => texts.get(name),
    async load() {
      if (!texts.has(name)) {
        const stored = await ports.get(name).catch(() => undefined);
        // Meanwhile the person may have written.
        if (!texts.has(name)) texts.set(name, stored);
      }
      return texts.get(name);
    },
    write: (text) => set(name, text === "" ? undefined : text),
    drop: () => set(name, undefined),
  });
}
