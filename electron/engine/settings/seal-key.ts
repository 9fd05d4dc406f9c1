import { createHmac, randomBytes } from "node:crypto";
import type { SealKey } from "../runs/journal";
import type { FindKeychain, Keychain } from "./keychain";
import { readPrivate, writePrivate } from "./private-file";

/**
 * The key that signs the app's journals, in a file of the data folder that the system's keychain encrypts. Without
 * a keychain there is no key (on Linux without a keyring, Electron would only obscure it).
 * @param file the encrypted key
 * @returns a function that reads the key; call it only once the app is ready, because the keychain may ask the
 * person for a password
 */
export function openSealKey(
  file: string,
  findKeychain: FindKeychain,
): () => Promise<SealKey | undefined> {
  let known: Promise<SealKey | undefined> | undefined;
  return () => {
    // With a locked keychain, or a key of another one, journals are written unsigned, and verification says so.
    known ??= readKey(file, findKeychain).catch(() => undefined);
    return known;
  };
}

async function readKey(file: string, findKeychain: FindKeychain): Promise<SealKey | undefined> {
  const keychain = await findKeychain();
  if (!keychain) return undefined;
  const locked = readPrivate(file);
  const secret =
    locked === undefined ? await newKey(file, keychain) : await keychain.unseal(locked);
  return { code: (text) => createHmac("sha256", secret).update(text).digest("hex") };
}

async function newKey(file: string, keychain: Keychain): Promise<string> {
  const secret = randomBytes(32).toString("base64");
  writePrivate(file, await keychain.seal(secret));
  return secret;
}
