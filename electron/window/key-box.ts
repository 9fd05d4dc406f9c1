import { safeStorage } from "electron";
import type { KeyBox } from "../settings/trust-store";

/** A key in a file, sealed by the system's keychain where there is one. @param file where it is kept */
export function keyBox(file: string): KeyBox {
  const hasKeychain =
    safeStorage.isEncryptionAvailable() &&
    // Without a keyring, Chromium seals with a password that everybody knows.
    (process.platform !== "linux" || safeStorage.getSelectedStorageBackend() !== "basic_text");
  if (!hasKeychain) return { file, keychain: undefined };
  return {
    file,
    keychain: {
      seal: (text) => safeStorage.encryptString(text),
      open: (bytes) => safeStorage.decryptString(bytes),
    },
  };
}
