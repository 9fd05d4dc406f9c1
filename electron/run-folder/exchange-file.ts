import { createHash } from "node:crypto";
import { join } from "node:path";
import { openRegular } from "../system/regular-file";

/** The name of the file in a run's folder with the exchange between the built-in agent and its model. */
export const exchangeName = "exchange.jsonl";

/**
 * The exchange of a run that is over, for its record. The file of a confined run exists before the agent starts, so an
 * empty file is none.
 */
export async function exchangeToRecord(folder: string): ReturnType<typeof exchangeFacts> {
  const facts = await exchangeFacts(folder);
  return facts?.bytes === 0 ? undefined : facts;
}

/** SHA-256 in hex and size of a run's exchange; undefined when it is missing or unreadable. */
export async function exchangeFacts(
  folder: string,
): Promise<{ digest: string; bytes: number } | undefined> {
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    const file = await openRegular(join(folder, exchangeName));
    for await (const chunk of file.createReadStream()) {
      if (!Buffer.isBuffer(chunk)) continue;
      hash.update(chunk);
      bytes += chunk.length;
    }
  } catch {
    return undefined;
  }
  return { digest: hash.digest("hex"), bytes };
}
