import { call } from "../store/bridge";
import { sayProblem } from "../store/notices";
import { go } from "../store/route";
import { aimAt } from "../store/target";

/**
 * Opens a document of a feature at a line.
 * @param line 1-based
 */
export async function showLine(feature: string, path: string, line: number): Promise<void> {
  try {
    const { text } = await call("documents.read", { path });
    aimAt(path, { text, place: { line, column: 1 } });
    go({ place: "document", feature, path });
  } catch (error) {
    sayProblem(error);
  }
}
