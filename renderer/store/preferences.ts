import { useEffect, useRef, useState } from "react";
import type { z } from "zod";
import { database } from "./database";

/**
 * A preference in the local database. A stored value that does not fit the schema counts as not set.
 * @returns the value and the function that changes it
 */
export function usePreference<T extends z.ZodType>(
  name: string,
  schema: T,
  fallback: z.infer<T>,
): [z.infer<T>, (value: z.infer<T>) => void] {
  const [value, setValue] = useState(fallback);
  // A choice made during the read is newer than the stored value.
  const chosen = useRef(false);
  useEffect(() => {
    let shown = true;
    database.preferences.get(name).then((stored) => {
      const parsed = schema.safeParse(stored?.value);
      if (shown && !chosen.current && parsed.success) setValue(parsed.data);
    });
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
  ];
}
