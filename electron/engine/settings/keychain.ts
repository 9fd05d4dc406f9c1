/** The system's keychain. */
export interface Keychain {
  seal(text: string): Promise<Uint8Array>;
  /** Rejects what this keychain did not seal. */
  unseal(bytes: Uint8Array): Promise<string>;
}

/** Finds the system's keychain; undefined where it keeps no secrets. Asked late: it may have to ask the person. */
export type FindKeychain = () => Promise<Keychain | undefined>;
