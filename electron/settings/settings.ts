import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { serialQueue } from "@shared/base/serial-queue";
import { themeSchema } from "@shared/contracts/app";
import { z } from "zod";

const settingsSchema = z.object({
  version: z.literal(1),
  recent: z.array(z.object({ path: z.string(), name: z.string(), openedAt: z.string() })),
  theme: themeSchema,
  /** The person's own patterns of secrets, unchecked: see redact-patterns.ts. */
  redact: z.unknown().optional(),
  /** The place for shared recordings, unchecked: see share-target.ts. */
  sharedRecordings: z.unknown().optional(),
  /** How many runs may go on at once, where the person chose it: together, and of each agent by its adapter's ID. */
  runsAtOnce: z
    .object({
      most: z.number().int().min(1).max(100).optional(),
      perAgent: z.record(z.string(), z.number().int().min(1).max(100)).optional(),
    })
    .optional(),
  /** The project to open at the next launch. */
  last: z.string().optional(),
  window: z
    .object({
      x: z.number().int(),
      y: z.number().int(),
      width: z.number().int(),
      height: z.number().int(),
      maximised: z.boolean(),
    })
    .optional(),
});
export type SettingsData = z.infer<typeof settingsSchema>;

const initial: SettingsData = { version: 1, recent: [], theme: "system" };

/** The app's state between launches, in one small file of the data folder. */
export interface Settings {
  get(): SettingsData;
  /** Changes the settings; resolves when the change is on disk. */
  update(change: (data: SettingsData) => SettingsData): Promise<void>;
}

/**
 * Reads the settings. A damaged file is renamed to `settings.json.damaged`, and the settings start empty; the
 * person can set all of them again.
 * @param file the settings file; it and its folder need not exist
 */
export async function openSettings(file: string): Promise<Settings> {
  let data = await read(file);
  const writes = serialQueue();
  return {
    get: () => data,
    update: (change) => {
      data = settingsSchema.parse(change(data));
      const text = `${JSON.stringify(data, null, 2)}\n`;
      return writes.run(() => write(file, text));
    },
  };
}

/** Reads the settings without changing the file, for a process that does not own it. */
export async function readSettings(file: string): Promise<SettingsData> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return (text === undefined ? undefined : understood(text)) ?? initial;
}

async function read(file: string): Promise<SettingsData> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return initial;
  const settings = understood(text);
  if (settings) return settings;
  await rename(file, `${file}.damaged`);
  return initial;
}

function understood(text: string): SettingsData | undefined {
  try {
    return settingsSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = await open(temporary, "w", 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
