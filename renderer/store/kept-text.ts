import { useEffect, useState } from "react";
import { database } from "./database";
import { createFieldTexts } from "./field-text";

const fieldTexts = createFieldTexts({
  get: async (name) => (await database.fields.get(name))?.text,
  put: async (name, text) => {
    await database.fields.put({ name, text });
  },
  remove: (name) => database.fields.delete(name),
});

/** The text of a field that is kept until it is sent. */
export interface KeptText {
  /** Undefined until the person types, or an earlier text is found. */
  readonly text: string | undefined;
  write(text: string): void;
  /** Removes the text, which has been sent: the next field of this name is empty. */
  sent(): void;
}

/**
 * Keeps the text of a field as a draft. Escape, a refusal and a crash lose nothing of it.
 * @param name see `fieldName`
 */
export function useKeptText(name: string): KeptText {
  const [shown, setShown] = useState(() => ({ name, text: fieldTexts(name).read() }));
  useEffect(() => {
    let isShown = true;
    void fieldTexts(name)
      .load()
      .then((text) => {
        if (isShown)
          setShown((now) => (now.name === name && now.text !== undefined ? now : { name, text }));
      });
    return () => {
      isShown = false;
    };
  }, [name]);
  return {
    text: shown.name === name ? shown.text : fieldTexts(name).read(),
    write(text) {
      setShown({ name, text });
      fieldTexts(name).write(text);
    },
    sent: () => fieldTexts(name).drop(),
  };
}
