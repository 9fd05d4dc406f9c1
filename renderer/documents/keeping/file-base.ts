/** A file’s content that an edit is based on. */
export interface Base {
  readonly text: string;
  /** SHA-256 of the bytes, in hex. */
  readonly digest: string;
}
