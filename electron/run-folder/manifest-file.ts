import { randomBytes } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  type CastFacts,
  type Manifest,
  manifestOf,
  manifestSchema,
  wantsManifest,
} from "@shared/recordings/manifest";
import { formatObstacle } from "@shared/runs/folder-format";
import { z } from "zod";
import { kindAt } from "../system/disk";
import { readRegular } from "../system/regular-file";
import { readEvents } from "./event-log";
import { measureCast } from "./measure-cast";
import { recordingName } from "./recording-file";
import { isSealed, seal } from "./sealed-line";

/** The name of the manifest in a run's folder. */
export const manifestName = "manifest.json";

/** Bytes. The content of a manifest is limited. */
const largestManifest = 16 * 1024 * 1024;

/**
 * Writes the manifest of a run whose session is over, completely or not at all. A run from before manifests
 * existed gets none.
 * @param facts the recording's facts; by default the recording is read
 */
export async function writeManifest(folder: string, facts?: CastFacts): Promise<void> {
  const { events, session } = await readEvents(folder);
  if (session === undefined || !wantsManifest(events)) return;
  const cast = facts ?? (await measureCast(join(folder, recordingName))).facts;
  const manifest = manifestOf(events, cast, session);
  if (manifest !== undefined) await replace(folder, `${seal({ ...manifest }).line}\n`);
}

/** Writes a manifest that is missing because of a crash between the session's end and the manifest. */
export async function completeManifest(folder: string): Promise<void> {
  if ((await kindAt(join(folder, manifestName))) === "missing") await writeManifest(folder);
}

async function replace(folder: string, text: string): Promise<void> {
  const temporary = join(folder, `.${manifestName}.${randomBytes(8).toString("hex")}`);
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(folder, manifestName));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The state of a manifest in a folder. */
export type ReadManifest =
  | { readonly is: "missing" }
  /** The manifest cannot be parsed; the reason continues a sentence that begins with "The manifest". */
  | { readonly is: "unreadable"; readonly reason: string }
  | {
      readonly is: "read";
      readonly manifest: Manifest;
      /** Whether the bytes are the sealed ones. */
      readonly sealed: boolean;
    };

export async function readManifest(folder: string): Promise<ReadManifest> {
  const path = join(folder, manifestName);
  if ((await kindAt(path)) === "missing") return { is: "missing" };
  const unreadable = (reason: string): ReadManifest => ({ is: "unreadable", reason });
  const bytes = await readRegular(path, largestManifest).catch(() => undefined);
  if (bytes === undefined) return unreadable("cannot be read, or is not a plain file");
  let raw: unknown;
  try {
    raw = JSON.parse(bytes.toString("utf8"));
  } catch {
    return unreadable("was changed: it is not valid JSON");
  }
  const head = z.object({ version: z.number() }).safeParse(raw);
  if (head.success && formatObstacle(head.data.version) !== undefined)
    return unreadable(
      `has version ${head.data.version}, which is newer than this app. Update the app`,
    );
  const parsed = manifestSchema.safeParse(raw);
  if (!parsed.success) return unreadable("was changed: it does not say what a manifest says");
  const sealed = bytes.at(-1) === 0x0a && isSealed(bytes.subarray(0, -1));
  return { is: "read", manifest: parsed.data, sealed };
}
