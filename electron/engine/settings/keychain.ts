/** The system's keychain. */
export interface Keychain {
  seal(text: string): Promise<Uint8Array>;
  /** Rejects bytes that another keychain sealed. */
  unseal(bytes: Uint8Array): Promise<string>;
}

/**
 * Finds the system's keychain; undefined when it cannot store secrets. Called as late as possible, because the
 * keychain may ask the person for a password.
 */
export type FindKeychain = () => Promise<Keychain | undefined>;
