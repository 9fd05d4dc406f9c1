import { createHmac, randomBytes } from "node:crypto";
import { safeStorage } from "electron";
import type { SealKey } from "../runs/journal";
import { readPrivate, writePrivate } from "../settings/private-file";

/**
 * The key that signs the app's journals. It lies in a file of the data folder, locked by the system's keychain.
 * Where there is none (Linux without a keyring, where Electron would only obscure it) there is no key.
 * @param file the locked key
 * @returns what gives the key; asked only once the app is ready, as the keychain may have to ask the person
 */
export function openSealKey(file: string): () => SealKey | undefined {
  let known: { readonly key: SealKey | undefined } | undefined;
  return () => {
    known ??= { key: readKey(file) };
    return known.key;
  };
}

function readKey(file: string): SealKey | undefined {
  try {
    if (!safeStorage.isEncryptionAvailable()) return undefined;
    if (process.platform === "linux" && safeStorage.getSelectedStorageBackend() === "basic_text")
      return undefined;
    const locked = readPrivate(file);
    const secret = locked === undefined ? newKey(file) : safeStorage.decryptString(locked);
    return { code: (text) => createHmac("sha256", secret).update(text).digest("hex") };
  } catch {
    // A keychain that is shut, or a key of another one: the journals go on without codes, and say so.
    return undefined;
  }
}

function newKey(file: string): string {
  const secret = randomBytes(32).toString("base64");
  writePrivate(file, safeStorage.encryptString(secret));
  return secret;
}
