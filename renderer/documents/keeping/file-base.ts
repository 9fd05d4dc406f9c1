/** A file’s content as an edit rests on it. */
export interface Base {
  readonly text: string;
  /** SHA-256 of the bytes, in hex. */
  readonly digest: string;
}
