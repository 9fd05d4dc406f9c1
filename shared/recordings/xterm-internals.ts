/**
 * The only door to the internals of xterm.js. The names of internals are those of the pinned version, 6.0.0; each
 * caller checks their types, so that another version is noticed.
 */

/** A path of names, and the `typeof` of the value there. */
export type Shape = readonly (readonly [path: string, type: string])[];

/** The value at a path of names, such as `buffers.active.x`; undefined where a part of the path is missing. */
export function partAt(value: unknown, path: string): unknown {
  let found = value;
  for (const key of path.split(".")) {
    if (typeof found !== "object" || found === null) return undefined;
    found = Reflect.get(found, key);
  }
  return found;
}

export const hasShape = (value: unknown, shape: Shape): boolean =>
  shape.every(([path, type]) => typeof partAt(value, path) === type);

/** The internal object behind a terminal; undefined when this version has none. */
export const coreOf = (terminal: object): unknown => partAt(terminal, "_core");

/** An internal part of a terminal, by its path below the core. */
export const corePart = (terminal: object, path: string): unknown => partAt(coreOf(terminal), path);
