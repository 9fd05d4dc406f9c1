/**
 * A person's text in a field that has not been sent. The text outlives its field: it is in memory at once, and
 * in the local database as soon as the database has written it.
 */
export interface FieldText {
  /** The text; undefined when there is none. */
  read(): string | undefined;
  /** Reads the database the first time. @returns the text, as `read` does from then on */
  load(): Promise<string | undefined>;
  /** @param text an empty text counts as none */
  write(text: string): void;
  /** Removes the text, which has been sent. */
  drop(): void;
}

/** The storage of the texts beyond this page. */
export interface FieldTextPorts {
  get(name: string): Promise<string | undefined>;
  put(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/**
 * A name for a field, from its kind and the things that it is about. It must stay the same as long as the field
 * can be shown.
 */
export const fieldName = (kind: string, ...of: readonly string[]): string =>
  [kind, ...of].join("\0");

/** All fields of a window, by their names. */
export function createFieldTexts(ports: FieldTextPorts): (name: string) => FieldText {
  const texts = new Map<string, string | undefined>();
  // One write at a time for each field, so the last text is the stored one. Of several waiting texts only the
  // latest is written.
  const working = new Map<string, Promise<void>>();
  const keep = (name: string) => {
    if (working.has(name)) return;
    const work = async () => {
      for (;;) {
        const text = texts.get(name);
        // When the database refuses, nothing is lost: the window still has the text.
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
        // The person may have typed meanwhile.
        if (!texts.has(name)) texts.set(name, stored);
      }
      return texts.get(name);
    },
    write: (text) => set(name, text === "" ? undefined : text),
    drop: () => set(name, undefined),
  });
}
