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
import { formatObstacle } from "@shared/runs/format";
import { z } from "zod";
import { kindAt } from "../system/disk";
import { readRegular } from "../system/regular-file";
import { readEvents } from "./event-log";
import { measureCast } from "./measure-cast";
import { recordingName } from "./recording-file";
import { isSealed, seal } from "./sealed-line";

/** The manifest's name in a run's folder. */
export const manifestName = "manifest.json";

/** Bytes. What a manifest lists is bounded. */
const largestManifest = 16 * 1024 * 1024;

/**
 * Writes the manifest of a run whose session is over, so that at any instant there is none or a whole one.
 * A run from before there were manifests gets none.
 * @param facts what is known of the recording; read from it if left out
 */
export async function writeManifest(folder: string, facts?: CastFacts): Promise<void> {
  const { events, session } = await readEvents(folder);
  if (session === undefined || !wantsManifest(events)) return;
  const cast = facts ?? (await measureCast(join(folder, recordingName))).facts;
  const manifest = manifestOf(events, cast, session);
  if (manifest !== undefined) await replace(folder, `${seal({ ...manifest }).line}\n`);
}

/** Writes the manifest that a crash between the session's end and its manifest left out. */
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

/** A manifest as it lies in a folder. */
export type ReadManifest =
  | { readonly is: "missing" }
  /** Its bytes make no sense; the reason goes on from "The manifest". */
  | { readonly is: "unreadable"; readonly reason: string }
  | {
      readonly is: "read";
      readonly manifest: Manifest;
      /** Its bytes are those that were sealed. */
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
