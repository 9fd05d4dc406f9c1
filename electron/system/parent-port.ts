import { z } from "zod";

/** Electron's MessagePort in a process without a page, as far as it is used here. */
export interface UtilityPort {
  postMessage(message: unknown): void;
  start(): void;
  close(): void;
  on(event: "message", listener: (message: { readonly data: unknown }) => void): unknown;
  on(event: "close", listener: () => void): unknown;
}

/** What Electron gives a utility process as `process.parentPort`, as far as it is used here. */
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

/** The port to main; undefined in a process that is no utility process. */
export function parentPort(): ParentPort | undefined {
  // Only Electron's utility processes have it.
  return parentPortSchema.safeParse(Reflect.get(process, "parentPort")).data;
}
