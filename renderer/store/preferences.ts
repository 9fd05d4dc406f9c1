import { useEffect, useRef, useState } from "react";
import type { z } from "zod";
import { database } from "./database";

/**
 * A preference in the local database. A stored value that does not fit the schema counts as not set.
 * @returns the value, the function that changes it, and whether the stored value is known
 */
export function usePreference<T extends z.ZodType>(
  name: string,
  schema: T,
  fallback: z.infer<T>,
): [z.infer<T>, (value: z.infer<T>) => void, boolean] {
  const [value, setValue] = useState(fallback);
  const [known, setKnown] = useState(false);
  // A choice made during the read is newer than the stored value.
  const chosen = useRef(false);
  useEffect(() => {
    let shown = true;
    const reading = database.preferences.get(name).then((stored) => {
      const parsed = schema.safeParse(stored?.value);
      if (shown && !chosen.current && parsed.success) setValue(parsed.data);
    });
    reading.then(
      () => shown && setKnown(true),
      () => shown && setKnown(true),
    );
    return () => {
      shown = false;
    };
  }, [name, schema]);
  return [
    value,
    (next) => {
      chosen.current = true;
      setValue(next);
      void database.preferences.put({ name, value: next });
    },
    known,
  ];
}
