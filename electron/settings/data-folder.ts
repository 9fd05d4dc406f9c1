import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { Problem } from "@shared/base/problem";

/** @throws {Problem} `cannot-write` when the data folder cannot be made or written */
export async function requireDataFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new Problem(
      "cannot-write",
      `Specwright keeps its data in ${folder}, and this folder cannot be written: ${detail}. Make it a folder that you can write.`,
    );
  }
}
