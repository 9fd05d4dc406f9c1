import { z } from "zod";

/** The used part of Electron's MessagePort in a process without a page. */
export interface UtilityPort {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
  on(event: "message", listener: (message: { readonly data: unknown }) => void): unknown;
  on(event: "close", listener: () => void): unknown;
}

/** The used part of a utility process's `process.parentPort`. */
export interface ParentPort {
  postMessage(message: unknown): void;
  on(
    event: "message",
    listener: (message: { readonly data: unknown; readonly ports: readonly UtilityPort[] }) => void,
  ): unknown;
  on(event: "close", listener: () => void): unknown;
}

const parentPortSchema = z.custom<ParentPort>(
  (value) => typeof value === "object" && value !== null && "postMessage" in value,
);

/** The port to main; undefined in a process that is not a utility process. */
export function parentPort(): ParentPort | undefined {
  // Only Electron's utility processes have this property.
  return parentPortSchema.safeParse(Reflect.get(process, "parentPort")).data;
}
