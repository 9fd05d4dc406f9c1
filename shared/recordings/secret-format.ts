import type { PatternOptions } from "./secret-pattern";

/** The form of one kind of secret. */
export interface Format extends PatternOptions {
  readonly kind: string;
  readonly pattern: string;
  /** The address of the format's description. */
  readonly source: string;
}
