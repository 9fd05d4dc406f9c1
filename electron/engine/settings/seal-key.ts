import { createHmac, randomBytes } from "node:crypto";
import type { SealKey } from "../runs/journal";
import type { FindKeychain, Keychain } from "./keychain";
import { readPrivate, writePrivate } from "./private-file";

/**
 * The key that signs the app's journals. It lies in a file of the data folder, locked by the system's keychain.
 * Where there is none (Linux without a keyring, where Electron would only obscure it) there is no key.
 * @param file the locked key
 * @returns what gives the key; asked only once the app is ready, as the keychain may have to ask the person
 */
export function openSealKey(
  file: string,
  findKeychain: FindKeychain,
): () => Promise<SealKey | undefined> {
  let known: Promise<SealKey | undefined> | undefined;
  return () => {
    // A keychain that is shut, or a key of another one: the journals go on without codes, and say so.
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
