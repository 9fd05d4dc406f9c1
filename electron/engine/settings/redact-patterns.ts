import { readFile } from "node:fs/promises";
import { Problem } from "@shared/base/problem";
import { redactionRules } from "@shared/recordings/redact";
import { z } from "zod";

const patternsSchema = z.array(z.string()).max(200);

/**
 * The person's own patterns of secrets: the list `redact` in the settings file. The file is read at each call, so
 * that the command line and the app use the same list.
 * @param file the settings file; it need not exist
 * @throws {Problem} `bad-request` for an invalid list or pattern, because a run must not start with fewer secrets
 * hidden than the person asked for
 */
export async function readRedactPatterns(file: string): Promise<readonly string[]> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return [];
  const said = redactIn(text, file);
  if (said === undefined) return [];
  const parsed = patternsSchema.safeParse(said);
  if (!parsed.success)
    throw new Problem(
      "bad-request",
      `“redact” in ${file} must be a list of at most 200 texts, such as ["ACME-[0-9]{8}"].`,
    );
  try {
    redactionRules([], parsed.data);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem(error.code, `${error.message} Correct it under “redact” in ${file}.`);
  }
  return parsed.data;
}

function redactIn(text: string, file: string): unknown {
  try {
    const raw: unknown = JSON.parse(text);
    return typeof raw === "object" && raw !== null && "redact" in raw ? raw.redact : undefined;
  } catch {
    throw new Problem("bad-request", `The settings in ${file} are not valid JSON. Correct them.`);
  }
}
