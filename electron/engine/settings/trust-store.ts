import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { serialQueue } from "@shared/base/serial-queue";
import { z } from "zod";
import { type Seen, seenSchema } from "../git/trust";
import type { Keychain } from "./keychain";

const projectSchema = z.object({
  top: z.string(),
  seen: seenSchema,
  /** Runs may start without a sandbox where there is none. */
  unconfined: z.literal(true).optional(),
});

const fileSchema = z.object({
  version: z.literal(1),
  projects: z.array(projectSchema),
  /** HMAC-SHA-256 of the list of projects. */
  mac: z.string(),
});
type Projects = z.infer<typeof fileSchema>["projects"];

/** The storage of the key, apart from the file that the key signs. */
export interface KeyBox {
  /** The file of the key. */
  readonly file: string;
  /** Undefined when the system cannot store secrets. The key is then a plain file, readable for the person only. */
  readonly keychain: Keychain | undefined;
}

/** The trusted configuration of each repository. */
export interface TrustBook {
  /** Undefined for a repository that is not trusted. Another repository at the same path does not count. */
  of(repo: { readonly top: string }, identity: string): Promise<Seen | undefined>;
  keep(repo: { readonly top: string }, seen: Seen): Promise<void>;
  /** Whether the person lets a trusted repository's runs start without a sandbox; false by default. */
  mayRunUnconfined?(repo: { readonly top: string }, identity: string): Promise<boolean>;
  /** Lets the runs of a trusted repository start without a sandbox. */
  allowUnconfined?(repo: { readonly top: string }): Promise<void>;
}

/**
 * Opens the list of trusted repositories. It is read once, so later changes by other programs have no effect. A
 * list with a wrong signature was written by another program and is ignored.
 * @param file the list; it need not exist
 * @param key called when the key is first needed
 * @param changed called for a list that another program wrote
 */
export function openTrustBook(
  file: string,
  key: () => KeyBox | Promise<KeyBox>,
  changed: () => void,
): TrustBook {
  let opening: Promise<{ secret: Buffer; projects: Projects }> | undefined;
  const open = () => {
    opening ??= load();
    return opening;
  };
  const load = async () => {
    const text = await readFile(file, "utf8").catch(() => undefined);
    const secret = await secretIn(await key());
    if (text === undefined) return { secret, projects: [] };
    const parsed = fileSchema.safeParse(asJson(text));
    if (parsed.success && isOf(secret, parsed.data))
      return { secret, projects: parsed.data.projects };
    changed();
    await rename(file, `${file}.damaged`).catch(() => undefined);
    return { secret, projects: [] };
  };
  const writes = serialQueue();
  const change = async (change: (projects: Projects) => Projects) => {
    const state = await open();
    state.projects = change(state.projects);
    const mac = macOf(state.secret, state.projects).toString("hex");
    const content: z.infer<typeof fileSchema> = { version: 1, projects: state.projects, mac };
    await writes.run(() => put(file, Buffer.from(`${JSON.stringify(content, null, 2)}\n`)));
  };
  return {
    async of({ top }, identity) {
      const { projects } = await open();
      return projects.find((each) => each.top === top && each.seen.identity === identity)?.seen;
    },
    keep: ({ top }, seen) =>
      change((projects) => {
        const before = projects.find((each) => each.top === top);
        // Another repository at the same path begins anew.
        const stays = before?.unconfined && before.seen.identity === seen.identity;
        const project = { top, seen, ...(stays ? { unconfined: true as const } : {}) };
        return [project, ...projects.filter((each) => each.top !== top)];
      }),
    async mayRunUnconfined({ top }, identity) {
      const { projects } = await open();
      return projects.some(
        (each) => each.top === top && each.seen.identity === identity && each.unconfined === true,
      );
    },
    allowUnconfined: ({ top }) =>
      change((projects) =>
        projects.map((each) => (each.top === top ? { ...each, unconfined: true } : each)),
      ),
  };
}

const macOf = (secret: Buffer, projects: Projects): Buffer =>
  createHmac("sha256", secret).update(JSON.stringify(projects)).digest();

function isOf(secret: Buffer, { projects, mac }: z.infer<typeof fileSchema>): boolean {
  const given = Buffer.from(mac, "hex");
  const own = macOf(secret, projects);
  return given.length === own.length && timingSafeEqual(given, own);
}

/** The key, or a new one when no usable key exists. */
async function secretIn({ file, keychain }: KeyBox): Promise<Buffer> {
  const kept = await readFile(file).catch(() => undefined);
  const text = kept && (await opened(kept, keychain));
  if (text !== undefined && /^[0-9a-f]{64}$/.test(text)) return Buffer.from(text, "hex");
  const secret = randomBytes(32);
  const hex = secret.toString("hex");
  await put(file, keychain ? await keychain.seal(hex) : Buffer.from(hex));
  return secret;
}

async function opened(kept: Buffer, keychain: Keychain | undefined): Promise<string | undefined> {
  if (!keychain) return kept.toString("utf8");
  try {
    return await keychain.unseal(kept);
  } catch {
    // This keychain did not seal the key, so its writer is not trusted.
    return undefined;
  }
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function put(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, bytes, { mode: 0o600, flush: true });
  await rename(temporary, file);
}
