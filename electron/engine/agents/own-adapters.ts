import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type Adapter, adapterSchema } from "@shared/agents/adapter";
import { adapters as shipped } from "@shared/agents/adapters";
import { readRegular } from "../../system/regular-file";

/** Bytes of one adapter's file. */
const longestAdapter = 256 * 1024;

/** The adapters that can be used, and in words what is wrong with the other files. */
export interface KnownAdapters {
  readonly adapters: readonly Adapter[];
  readonly wrong: readonly string[];
}

/**
 * Reads the person's own adapters beside those of the app. A file with the ID of one of the app's replaces it.
 * @param folder the folder of the person's adapters, each a JSON file; it need not exist
 */
export async function knownAdapters(folder: string): Promise<KnownAdapters> {
  const names = await readdir(folder).catch(() => []);
  const own: Adapter[] = [];
  const wrong: string[] = [];
  for (const name of names.filter((each) => each.endsWith(".json")).sort()) {
    try {
      const text = (await readRegular(join(folder, name), longestAdapter)).toString("utf8");
      own.push(adapterSchema.parse(JSON.parse(text)));
    } catch (error) {
      wrong.push(`${join(folder, name)} is no adapter: ${reasonOf(error)}`);
    }
  }
  const replaced = new Set(own.map(({ id }) => id));
  return { adapters: [...shipped.filter(({ id }) => !replaced.has(id)), ...own], wrong };
}

function reasonOf(error: unknown): string {
  if (error !== null && typeof error === "object" && "issues" in error)
    return adapterIssues(error.issues);
  return error instanceof Error ? error.message : String(error);
}

function adapterIssues(issues: unknown): string {
  if (!Array.isArray(issues)) return "it cannot be read";
  return issues
    .slice(0, 3)
    .map((issue: { path?: readonly PropertyKey[]; message?: string }) =>
      [issue.path?.map(String).join("."), issue.message].filter(Boolean).join(": "),
    )
    .join("; ");
}
